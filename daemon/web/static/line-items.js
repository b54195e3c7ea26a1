// Totals of line items while they are typed: of each line, and of all with those that are not saved yet; what the server
// computes when they are. Numbers are read as the page's language writes them; what is no number shows a question mark,
// and the server says why.

const language = document.documentElement.lang;
const parts = new Intl.NumberFormat(language).formatToParts(12345.6);
const of = (type) => parts.find((part) => part.type === type)?.value ?? "";
const group = of("group"), decimal = of("decimal");
const forms = [...document.querySelectorAll("form[data-line]")];
const sums = [...document.querySelectorAll("output[data-sum]")];

function read(text) {
  const plain = text.replace(/[\s\u00a0\u202f']/g, "").replaceAll(group, "").replace(decimal, ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

function written(total) {
  const shown = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return Number.isNaN(total) ? "?" : `≈ ${shown.format(total)}`;
}

function total(form) {
  const value = (name, absent) => (form.elements[name].value.trim() ? read(form.elements[name].value) : absent);
  const price = value("price", form.elements.product?.value.trim() ? NaN : 0); // that of the catalogue is the server's
  return value("quantity", 1) * price * (1 - value("discount", 0) / 100);
}

for (const form of forms) {
  const output = form.querySelector("output");
  const first = output.textContent;
  form.addEventListener("input", () => {
    output.textContent = written(total(form));
    const all = forms.reduce((sum, one) => sum + total(one), 0);
    for (const sum of sums) sum.textContent = written((all * Number(sum.dataset.sum)) / 100);
  });
  form.addEventListener("reset", () => (output.textContent = first));
}
