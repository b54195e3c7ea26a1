// Live news: what changed elsewhere shows here by itself, in the parts of the page that are live, and never under
// somebody's hands: a part in which they type or choose waits until they are done.

const parts = () => [...document.querySelectorAll("[data-live]")];

async function lookAgain() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const there = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts()) {
    const fresh = there.getElementById(part.id);
    const isInUse = part.contains(document.activeElement) || part.querySelector("details[open], :checked");
    if (fresh && !isInUse && fresh.textContent !== part.textContent) part.replaceWith(document.importNode(fresh, true));
  }
}

if (parts().length) {
  let stream;
  let seen = document.body.dataset.news;
  const listen = () => {
    stream?.close();
    stream = new EventSource(`/news?since=${encodeURIComponent(seen)}`);
    stream.addEventListener("changed", (event) => {
      seen = event.lastEventId;
      lookAgain();
    });
  };
  listen();
  // A page that nobody sees holds no connection; browsers allow six to a host.
  document.addEventListener("visibilitychange", () => (document.hidden ? stream.close() : listen()));
}
