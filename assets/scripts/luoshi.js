// What every page needs: the component library, htmx, and the few manners of our own.
import "@tabler/core/dist/js/tabler.esm.js";
import htmx from "htmx.org";
import { keepDrafts } from "./drafts.js";
import { keepRefused } from "./refused.js";
import { watchSentences } from "./sentences.js";

window.htmx = htmx;

// A refused or failed request says so where the person looks; nothing fails in silence.
document.addEventListener("htmx:responseError", (event) => {
  const place = document.getElementById("messages");
  const text = document.body.dataset.requestFailed;
  if (!place || !text) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-error";
  notice.setAttribute("role", "alert");
  notice.textContent = `${text} (${event.detail.xhr.status})`;
  place.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Filters and sort orders apply when they are changed; without this script the form's button does it.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-apply]")?.requestSubmit();
});

keepDrafts();
keepRefused();
watchSentences();
