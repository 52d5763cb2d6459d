/** Links for asked units: each notice is copied by a press, into whatever the office sends its letters with. */

for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copied(button.dataset.copies);
    button.textContent = button.dataset.done;
  });
}

/** Browsers give the clipboard to pages over TLS only; many an office's network has none. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
