/**
 * Keeps the built app usable without a network after the first visit. Does nothing while
 * developing, or where service workers are not to be had (private windows, plain http).
 */
export function registerOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = () => {
    // Without it the app only loses its offline copy, so a refusal is not worth a message.
    navigator.serviceWorker.register('./sw.js').catch(() => undefined);
  };
  // After `load`, so that filling the cache does not compete with the first picture.
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}
