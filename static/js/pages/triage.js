/** The triage board by single keys: whatever carries `data-key` is pressed by it. The box below the card turns it off. */

const box = document.getElementById("shortcuts");
const REMEMBERED = "triage-shortcuts";

box.checked = localStorage.getItem(REMEMBERED) !== "off";
box.addEventListener("change", () => localStorage.setItem(REMEMBERED, box.checked ? "on" : "off"));

/** Whether somebody is writing: then letters are letters. A check box takes no letters. */
function isWriting(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
}

document.documentElement.dataset.keys = "ready";
document.addEventListener("keydown", (event) => {
  if (!box.checked || event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (isWriting(event.target)) {
    return;
  }
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (pressed) {
    event.preventDefault();
    pressed.click();
  }
});
