// Runs before the first paint, so that the page never flashes in the wrong theme. The value is
// `light`, `dark` or `system`; for `system` the style sheet asks the system.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('faultline.theme');
  } catch {
    // Storage may be switched off: the system's theme it is.
  }
  document.documentElement.dataset.theme = theme === 'light' || theme === 'dark' ? theme : 'system';
})();
