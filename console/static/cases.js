// The case pages work without this; it only shows what belongs together and asks before an end.

const $ = (id) => document.getElementById(id);

let sent; // the form that goes now

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    sent = form;
    for (const node of form.querySelectorAll("button")) node.disabled = true;
  });
}

// Back from the next page the browser shows this one as it was left: with its buttons off.
window.addEventListener("pageshow", () => {
  sent = undefined;
  for (const node of document.querySelectorAll("form button")) node.disabled = false;
});

// A long text that was not sent is not lost to a link, or to another form of the page.
window.addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("form[method=post] textarea")];
  const unsent = typed.some((text) => text.form !== sent && text.value !== text.defaultValue);
  if (!unsent) return;
  for (const node of document.querySelectorAll("form button")) node.disabled = false;
  event.preventDefault();
});

// The service takes no larger file, and cannot say so before it has come.
const file = $("file");

if (file) {
  file.onchange = () => {
    const isTooLarge = file.files[0]?.size > Number(file.dataset.maxBytes);
    file.setCustomValidity(isTooLarge ? "附件超过10 MB，请压缩或拆分后再添加。" : "");
    file.reportValidity();
  };
}

// Only the rows of the annual report that a kind of reply may be counted in.
const PARTIAL = "2";
const NOT_THIS_BODY = "not_this_body";
const kind = $("reply-kind");
const outcome = $("outcome");

function showOutcomes() {
  for (const group of outcome.querySelectorAll("optgroup")) {
    const fits = group.dataset.kind === kind.value;
    group.hidden = !fits;
    group.disabled = !fits;
  }
  if (outcome.selectedOptions[0]?.parentElement.disabled) outcome.value = "";
  const open = outcome.querySelectorAll("optgroup:not([hidden]) option");
  if (open.length === 1) open[0].selected = true;
  $("withheld").hidden = outcome.value !== PARTIAL;
  $("withheld").disabled = outcome.value !== PARTIAL;
  $("refer").hidden = kind.value !== NOT_THIS_BODY;
}

if (kind) {
  kind.onchange = outcome.onchange = showOutcomes;
  showOutcomes();
}

const basis = $("basis");

async function showFee() {
  const query = new URLSearchParams({ basis: basis.value, count: $("count").value });
  const response = basis.value && $("count").value ? await fetch(`/console/desk/fee?${query}`) : undefined;
  $("fee").textContent = response?.ok ? (await response.json()).yuan : "—";
}

if (basis) basis.onchange = $("count").oninput = showFee;

document.body.dataset.ready = "1";
