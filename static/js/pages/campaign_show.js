/** The machine pass goes on part by part as long as its page is open; leaving the page stops it between two parts. */

document.querySelector("form[data-goes-on]")?.requestSubmit();
