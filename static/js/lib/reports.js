/** The reports on the names that were just saved, as the server writes them into this page. */
export async function refreshReports() {
  if (!document.getElementById("reports")) {
    return;
  }
  const response = await fetch(window.location.href, { credentials: "same-origin" });
  if (response.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("reports");
    if (fresh) {
      document.getElementById("reports").replaceChildren(...fresh.childNodes);
    }
  }
}
