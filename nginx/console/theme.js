// Before the first paint, so that a dark evening does not begin with a white flash.
(() => {
  try {
    const theme = localStorage.getItem('waiter.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch { /* storage is closed: the system's choice it is */ }
})();
