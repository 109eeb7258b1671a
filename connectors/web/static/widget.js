// The loader: `<script async src=".../widget/widget.js" data-...></script>` on any page.
// A classic script, so that it can find its own tag; everything else is an ES module.
(() => {
  const script = document.currentScript;
  const mark = Symbol.for("wenzheng.widget");
  if (!script || window[mark]) return; // one widget a page, however often it is embedded
  window[mark] = true;
  const base = new URL(".", script.src);
  import(new URL("app.js", base).href)
    .then((app) => app.start({ ...script.dataset }, base))
    .catch((error) => console.warn("wenzheng widget:", error)); // the page goes on without it
})();
