// The list: what all of them come to is added up after the page is there; rows are chosen as in any list: a click takes
// one, Ctrl another, Shift all between, Ctrl+A the page.

for (const place of document.querySelectorAll("[data-part]")) {
  fetch(place.dataset.part)
    .then((answer) => (answer.ok ? answer.text() : null))
    .then((html) => {
      if (html) place.outerHTML = html;
    })
    .catch(() => {}); // the link stays
}

const form = document.querySelector("form.selection");
if (form) {
  const boxes = [...form.querySelectorAll("tbody input[name=number]")];
  const every = form.elements.every;
  const said = form.querySelector("[role=status]");
  const whole = document.createElement("input");
  whole.type = "checkbox";
  whole.setAttribute("aria-label", form.dataset.all);
  form.querySelector("thead .tick").append(whole);
  let last = 0;

  function show() {
    const count = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.closest("tr").classList.toggle("taken-up", box.checked || every.checked);
    whole.checked = count === boxes.length;
    whole.indeterminate = count > 0 && count < boxes.length;
    said.textContent = every.checked || !count ? "" : `${form.dataset.chosen} ${count}`;
  }
  function between(place, is) {
    const [from, to] = [Math.min(last, place), Math.max(last, place)];
    for (const box of boxes.slice(from, to + 1)) box.checked = is;
  }
  function only(these) {
    for (const box of boxes) box.checked = these(box);
  }

  whole.addEventListener("change", () => {
    only(() => whole.checked);
    show();
  });
  every.addEventListener("change", show);
  boxes.forEach((box, place) => {
    box.addEventListener("click", (event) => {
      if (event.shiftKey) between(place, box.checked);
      last = place;
      show();
    });
    box.closest("tr").addEventListener("click", (event) => {
      if (event.target.closest("a, input, button, label") || getSelection().toString()) return;
      if (event.shiftKey) between(place, true);
      else if (event.ctrlKey || event.metaKey) box.checked = !box.checked;
      else only((one) => one === box);
      if (!event.shiftKey) last = place;
      show();
    });
    box.closest("tr").addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault()); // no text is marked
  });
  form.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey) || !event.target.closest("table")) return;
    event.preventDefault();
    only(() => true);
    show();
  });
  addEventListener("pageshow", show);
  show();
}
