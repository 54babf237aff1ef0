// Before the first paint, so that a dark evening does not begin with a white flash, nor Arabic
// from the left.
(() => {
  const root = document.documentElement;
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const theme = kept('waiter.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const language = kept('waiter.language') ?? navigator.language;
  if (/^ar\b/.test(language)) Object.assign(root, { lang: 'ar', dir: 'rtl' });
})();
