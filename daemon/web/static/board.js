// Cards are dragged to another column, by mouse, pen or finger. What closes an opportunity is asked for on a page.

const board = document.querySelector(".board");
const form = document.querySelector("#move");
const FAR = 6; // pixels that a press moves before it is a drag
const HELD = 350; // milliseconds after which a finger drags, and no longer scrolls

if (board) for (const card of board.querySelectorAll("[data-number]")) draggable(card);

function draggable(card) {
  let from = null, ghost = null, timer = 0;

  function over(event) {
    return document.elementFromPoint(event.clientX, event.clientY)?.closest(".stage");
  }
  function begin(event) {
    ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.classList.add("ghost");
    ghost.setAttribute("aria-hidden", "true");
    document.body.append(ghost);
    card.classList.add("taken");
    getSelection()?.removeAllRanges(); // a press on words begins to choose them
    follow(event);
  }
  function follow(event) {
    ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    for (const stage of board.querySelectorAll(".stage")) stage.classList.toggle("target", stage === over(event));
  }
  function end() {
    clearTimeout(timer);
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", dropped);
    removeEventListener("pointercancel", end);
    ghost?.remove();
    card.classList.remove("taken");
    for (const stage of board.querySelectorAll(".target")) stage.classList.remove("target");
    from = ghost = null;
  }

  function moved(event) {
    if (ghost) return follow(event);
    const isFar = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > FAR;
    if (isFar && from.pointerType === "touch") end();
    else if (isFar) begin(event);
  }
  function dropped(event) {
    const stage = ghost && over(event);
    if (ghost) card.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    end();
    if (stage && stage !== card.closest(".stage")) move(card, stage);
  }

  card.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = event;
    addEventListener("pointermove", moved); // a quick hand has left the card with its first move
    addEventListener("pointerup", dropped);
    addEventListener("pointercancel", end);
    if (event.pointerType === "touch") timer = setTimeout(() => from && begin(from), HELD);
  });
  card.addEventListener("dragstart", (event) => event.preventDefault()); // of its link
  card.addEventListener("touchmove", (event) => ghost && event.preventDefault(), { passive: false });
  addEventListener("keydown", (event) => event.key === "Escape" && end());
}

function move(card, stage) {
  const to = stage.dataset.stage;
  if (!to) return;
  if ("closing" in stage.dataset) {
    const asked = new URLSearchParams({ stage: to, back: form.elements.back.value });
    location.assign(`/board/move/${card.dataset.number}?${asked}`);
    return;
  }
  form.action = `/board/move/${card.dataset.number}`;
  form.elements.stage.value = to;
  form.elements["was-stage"].value = card.closest(".stage").dataset.stage;
  form.submit();
}
