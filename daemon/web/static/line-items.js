// The total of a line while it is typed: what the server computes when it is saved. Numbers are read as the page's
// language writes them; what is no number shows a question mark, and the server says why.

const language = document.documentElement.lang;
const parts = new Intl.NumberFormat(language).formatToParts(12345.6);
const of = (type) => parts.find((part) => part.type === type)?.value ?? "";
const group = of("group"), decimal = of("decimal");

function read(text) {
  const plain = text.replace(/[\s\u00a0\u202f']/g, "").replaceAll(group, "").replace(decimal, ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

for (const form of document.querySelectorAll("form[data-line]")) {
  const output = form.querySelector("output");
  if (!output) continue;
  const value = (name, absent) => (form.elements[name].value.trim() ? read(form.elements[name].value) : absent);
  const [first] = [output.textContent];
  form.addEventListener("input", () => {
    const total = value("quantity", 1) * value("price", 0) * (1 - value("discount", 0) / 100);
    const shown = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(total);
    output.textContent = Number.isNaN(total) ? "?" : `≈ ${shown}`;
  });
  form.addEventListener("reset", () => (output.textContent = first));
}
