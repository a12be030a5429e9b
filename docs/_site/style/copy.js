/* A button at each listing that copies it as code: without line numbers and signs, and without the
   lines that the step removed. The old side of a side-by-side view has none, since its code is gone. */

(() => {
  const listings = "pre.dz-code:not(.dz-console pre, .dz-split > pre:first-child, .dz-copy + pre)";

  const code = (listing) =>
    [...listing.querySelectorAll(".dz-l:not(del)")].map((line) => line.textContent).join("").trimEnd();

  function addButton(listing) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dz-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code(listing) + "\n");
      button.textContent = "Copied";
      button.dataset.done = "";
      setTimeout(() => {
        button.textContent = "Copy";
        delete button.dataset.done;
      }, 2000);
    });
    listing.before(button);
  }

  // Browsers offer the clipboard to pages from https, from this machine and from files.
  if (!navigator.clipboard) return;
  const addButtons = () => document.querySelectorAll(listings).forEach(addButton);
  addButtons();
  const changing = document.querySelector(".dz-compare");
  if (changing) new MutationObserver(addButtons).observe(changing, { childList: true, subtree: true });
})();
