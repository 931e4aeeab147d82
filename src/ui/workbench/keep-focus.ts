/** Parts of the page that stay while what is in them comes and goes. */
const LANDMARKS =
  'aside, main, header, footer, [role="region"], [role="tabpanel"], [role="group"][aria-label], section[aria-label]';
const CONTROLS =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';
/** What lies on the page for a while. */
const OVERLAYS = '[role="dialog"], [role="menu"]';
/** What closes gives focus back by itself within this time. */
const CLOSING_MS = 80;
/** Between two looks whether something has gone by itself: a step that was solved, a message that arrived. */
const LOOK_MS = 500;

/** Something that had focus, and what it stood in, from the inside out. */
interface Place {
  readonly element: HTMLElement;
  readonly landmarks: readonly HTMLElement[];
  /** Null: the page itself. */
  readonly overlay: Element | null;
}

const canHold = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled') && element.checkVisibility();

function placeOf(element: HTMLElement): Place {
  const landmarks: HTMLElement[] = [];
  for (let at = element.parentElement?.closest<HTMLElement>(LANDMARKS); at;) {
    landmarks.push(at);
    at = at.parentElement?.closest<HTMLElement>(LANDMARKS);
  }
  return { element, landmarks, overlay: element.closest(OVERLAYS) };
}

/** The control after one that was switched off, or the one before it. */
function beside(element: HTMLElement): HTMLElement | null {
  const all = [...(element.parentElement?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])].filter(canHold);
  const follows = (other: HTMLElement): boolean =>
    (element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return all.find(follows) ?? all.at(-1) ?? null;
}

/** Where reading a part begins: its title, so that it is heard what stands there now. */
function beginningOf(landmark: HTMLElement): HTMLElement {
  const title = landmark.matches('main, header, footer') ? null : landmark.querySelector<HTMLElement>('h1, h2, h3');
  return title ?? landmark;
}

/** What is left of a place: the thing itself, its neighbour, or the part of the page that it stood in. */
function leftOf({ element, landmarks }: Place): HTMLElement | null {
  if (canHold(element)) return element;
  const near = element.isConnected && element.checkVisibility() ? beside(element) : null;
  const around = landmarks.find(canHold);
  return near ?? (around ? beginningOf(around) : null);
}

function give(element: HTMLElement): void {
  if (!element.matches(`${CONTROLS}, [tabindex]`)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/**
 * Keeps focus near where it was when the thing that had it goes: a step that is replaced, a menu or a
 * form that closes, a button that is switched off. A browser would put it at the top of the page, and
 * whoever works by keyboard would have to come all the way again. Answers a function that stops.
 */
export function keepFocus(): () => void {
  /** The newest first; one for the page and one for each overlay that lies on it. */
  let places: readonly Place[] = [];
  let isByKey = false;

  const remember = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    const place = placeOf(target);
    const others = places.filter(({ overlay }) => overlay !== place.overlay && overlay?.isConnected !== false);
    places = [place, ...others];
  };
  /** What could still have focus was left on purpose. */
  const isLost = (): boolean =>
    document.activeElement === document.body && places[0] !== undefined && !canHold(places[0].element);
  const rescue = (): void => {
    if (!isLost()) return;
    const next = places.map(leftOf).find((element) => element !== null) ?? document.querySelector<HTMLElement>('h1');
    if (next) give(next);
  };
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    isByKey = true;
    if (document.activeElement !== document.body) setTimeout(rescue, CLOSING_MS);
    else if (key === 'Tab') rescue();
  };
  const onPointerDown = (): void => {
    isByKey = false;
  };
  const looking = setInterval(() => {
    if (isByKey) rescue();
  }, LOOK_MS);

  document.addEventListener('focusin', remember);
  // Before anything on the page hears of the key.
  document.addEventListener('keydown', onKeyDown, true);
  document.addEventListener('pointerdown', onPointerDown, true);
  return () => {
    clearInterval(looking);
    document.removeEventListener('focusin', remember);
    document.removeEventListener('keydown', onKeyDown, true);
    document.removeEventListener('pointerdown', onPointerDown, true);
  };
}
