// Runs before the first paint, so that a chosen theme never flashes the other one. Keep in step with src/ui/theme.ts.
try {
  const chosen = localStorage.getItem('mien.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system's theme is used then.
}
