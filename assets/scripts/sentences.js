// The living document: resting on a sentence, reaching it by keyboard or tapping it shows its chain.
// htmx fetches on the event "look"; here is decided when someone is really looking.
const REST = 350; // milliseconds of rest before a passing pointer counts as looking

let resting = 0;
let pinned = false;

function look(sentence) {
  if (sentence.getAttribute("aria-current")) return open();
  document.querySelectorAll(".sentence[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  sentence.setAttribute("aria-current", "true");
  sentence.dispatchEvent(new CustomEvent("look", { bubbles: true }));
}

function panel() {
  return document.getElementById("chain");
}

function open() {
  panel()?.classList.add("is-open");
}

function close() {
  pinned = false;
  panel()?.classList.remove("is-open");
  const current = document.querySelector(".sentence[aria-current]");
  current?.removeAttribute("aria-current");
  current?.focus({ preventScroll: true });
}

function sentenceOf(event) {
  return event.target instanceof Element ? event.target.closest("a.sentence[hx-get]") : null;
}

export function watchSentences() {
  if (!panel()) return;
  document.addEventListener("pointerover", (event) => {
    const sentence = sentenceOf(event);
    clearTimeout(resting);
    if (sentence && !pinned && event.pointerType === "mouse") resting = setTimeout(() => look(sentence), REST);
  });
  document.addEventListener("focusin", (event) => {
    const sentence = sentenceOf(event);
    if (!sentence?.matches(":focus-visible")) return;
    // Moving focus scrolls the page under a pointer that lies still: that is not looking.
    clearTimeout(resting);
    pinned = true;
    look(sentence);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-chain-close]")) return close();
    const sentence = sentenceOf(event);
    if (!sentence || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pinned = true;
    look(sentence);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel()?.classList.contains("is-open")) close();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "chain") open();
  });
}
