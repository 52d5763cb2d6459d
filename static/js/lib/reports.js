/** What the server says of the form that was just saved: the reports on its names, the present place it is about. */
const PARTS = ["reports", "known"];

export async function refreshReports() {
  const shown = PARTS.map((id) => document.getElementById(id)).filter(Boolean);
  if (shown.length === 0) {
    return;
  }
  const response = await fetch(window.location.href, { credentials: "same-origin" });
  if (response.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of shown) {
      const fresh = page.getElementById(part.id);
      if (fresh) {
        part.replaceChildren(...fresh.childNodes);
      }
    }
  }
}
