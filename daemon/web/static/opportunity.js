// The form of an opportunity: names that are suggested follow the kind of initiator, and a time stamp begins a comment.

const kinds = { account: "accounts", contact: "contacts", marketing: "marketing" };
const kind = document.querySelector("#field-initiated_kind");
const name = document.querySelector("#field-initiated_by");
kind.addEventListener("change", () => (name.dataset.suggest = kinds[kind.value] ?? "accounts"));

const button = document.querySelector("[data-stamp]");
const comments = document.querySelector("#field-comments");
button.hidden = false;
button.addEventListener("click", () => {
  const text = comments.value.trimEnd();
  comments.value = `${text}${text ? "\n\n" : ""}${button.dataset.stamp}`;
  comments.dispatchEvent(new Event("input", { bubbles: true }));
  comments.focus();
  comments.setSelectionRange(comments.value.length, comments.value.length);
});
