// Fields that name a record say what may be meant while one types: the combobox of the ARIA Authoring Practices, with
// a list. Whatever is typed may be sent as it is; without this file it is typed whole.

const PAUSE = 120; // milliseconds without a key before it is asked
let count = 0;

for (const input of document.querySelectorAll("input[data-suggest]")) help(input);

function help(input) {
  const list = document.createElement("ul");
  list.id = `suggestions-${++count}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() || input.getAttribute("aria-label") || input.name);
  const around = document.createElement("span");
  around.className = "combobox";
  input.replaceWith(around);
  around.append(input, list);
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  let chosen = -1, waiting = 0, asked = null;

  const open = () => !list.hidden;
  function show(is) {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) point(-1);
  }
  function point(place) {
    chosen = place;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === place)));
    const at = list.children[place];
    if (at) {
      input.setAttribute("aria-activedescendant", at.id);
      at.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function take(place) {
    input.value = list.children[place].dataset.typed;
    show(false);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    clearTimeout(waiting);
  }
  async function ask() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`/suggest/${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`, { signal: asked.signal });
      if (!answer.ok || document.activeElement !== input) return;
      draw(await answer.json());
    } catch {
      // another key was pressed, or nobody answers: what is typed counts
    }
  }
  function draw(found) {
    list.replaceChildren(...found.map((one, place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.dir = "auto";
      item.dataset.typed = one.typed;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.append(one.name);
      if (one.detail) {
        const detail = document.createElement("span");
        detail.className = "soft";
        detail.append(` ${one.detail}`);
        item.append(detail);
      }
      item.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
      item.addEventListener("click", () => take(place));
      return item;
    }));
    chosen = -1;
    show(found.length > 0);
  }

  input.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    clearTimeout(waiting);
    if (input.value.trim()) waiting = setTimeout(ask, PAUSE);
    else show(false);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open()) ask();
      else if (event.key === "ArrowDown") point(chosen < last ? chosen + 1 : 0);
      else point(chosen > 0 ? chosen - 1 : last);
    } else if (event.key === "Enter" && open() && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape" && open()) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    } else if (event.key === "Tab" && open() && chosen >= 0) take(chosen);
  });
  input.addEventListener("blur", () => show(false));
}
