// What every page does: take the keyboard to what was refused, keep what was typed, and send a form once.

const trouble = document.querySelector("[data-focus]");
if (trouble) trouble.focus();

// What a link leads to is seen. `:target` is none yet while the page comes.
const unfold = () => document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
addEventListener("hashchange", unfold);
unfold();

// Where places are one line that is pushed aside, the one that one is at is in sight.
for (const place of document.querySelectorAll(".top nav [aria-current], .tabs [aria-current]")) {
  const line = place.closest("nav");
  line.scrollLeft += Math.max(0, place.getBoundingClientRect().right - line.getBoundingClientRect().right);
}

// The address of a filter names what is asked for, and nothing else.
document.querySelector("form.filter")?.addEventListener("formdata", ({ formData }) => {
  const asked = [...formData].filter(([, value]) => value);
  for (const name of [...formData.keys()]) formData.delete(name);
  for (const [name, value] of asked) formData.append(name, value);
});

// What is too large is not sent: nothing that was typed beside it is lost.
for (const field of document.querySelectorAll("input[data-most]")) {
  field.addEventListener("change", () => {
    const isTooLarge = [...field.files].some((file) => file.size > field.dataset.most);
    field.setCustomValidity(isTooLarge ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}

for (const form of document.querySelectorAll("form[data-guarded]")) {
  let isTyped = false;
  form.addEventListener("input", (event) => (isTyped ||= !event.target.matches("[data-page]"))); // to look is not to type
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    isTyped = false;
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
  addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}

// What is under way elsewhere is looked at again by itself.
if (document.querySelector("[data-look-again]")) setTimeout(() => location.reload(), 3000);
