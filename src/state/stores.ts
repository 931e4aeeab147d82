import { browserEnvironment } from './browser-environment.ts';
import { createState } from './create-state.ts';
import { preferences, preferencesNote } from './preferences.ts';

/** The stores of the app. Selectors and hooks for React stand in `ui/hooks.ts`. */
export const state = createState();
state.attach(browserEnvironment);

export const { mainRun, twinRun, playback, view, editHistory, arrival, commands } = state;

/* Theme, motion and single keys are the reader's, not the scenario's: the preferences keep them. */
const follow = (): void => {
  const { theme, motion, singleKeys } = preferences.getState();
  view.setState({ theme, motion, singleKeys });
};
follow();
preferences.subscribe(follow);
view.subscribe((now, before) => {
  if (now.theme !== before.theme || now.motion !== before.motion || now.singleKeys !== before.singleKeys) {
    preferences.setState({ theme: now.theme, motion: now.motion, singleKeys: now.singleKeys });
  }
});

/* Said once there is something to look at, and not again. */
const tell = (): void => {
  const text = preferencesNote.getState();
  if (text === null || arrival.getState().kind !== 'open') return;
  preferencesNote.setState(null, true);
  view.setState({ toast: { text, undo: false, id: 0 } });
};
arrival.subscribe(tell);
preferencesNote.subscribe(tell);
