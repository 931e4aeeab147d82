/**
 * Runs what takes focus once a dialog or pop-up that closes now has given it back: it does so in a timer
 * of its own, which it starts when it is taken away, and that comes after the first timer here.
 */
export function afterFocus(run: () => void): void {
  setTimeout(() => setTimeout(run));
}
