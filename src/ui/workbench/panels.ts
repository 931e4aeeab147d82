import { view } from '../../state/stores.ts';
import { layout, type BottomTab } from './layout.ts';

type Panel = 'lesson' | 'inspector' | 'timeline';

const setPanel = (panel: Panel, open: boolean): void =>
  view.setState({ panels: { ...view.getState().panels, [panel]: open } });

/** On a narrow screen a panel is shown by choosing its sheet; it never folds away. */
const isNarrow = (): boolean => layout.getState().width === 'narrow';

export function toggleLesson(): void {
  const { width, drawer } = layout.getState();
  if (width === 'narrow') view.setState({ sheet: 'lesson' });
  else if (width === 'medium') layout.setState({ drawer: !drawer });
  else setPanel('lesson', !view.getState().panels.lesson);
}

export function toggleInspector(): void {
  if (isNarrow()) view.setState({ sheet: 'inspector' });
  else setPanel('inspector', !view.getState().panels.inspector);
}

export function toggleTimeline(): void {
  if (isNarrow()) view.setState({ sheet: 'timeline' });
  else setPanel('timeline', !view.getState().panels.timeline);
}

/** Those that share the bottom: opens it where it is folded. */
export function showBottom(tab: BottomTab): void {
  if (isNarrow()) {
    view.setState({ sheet: tab === 'charts' ? 'timeline' : tab });
    layout.setState({ bottomTab: tab });
    return;
  }
  layout.setState({ bottomTab: tab });
  view.setState({
    panels: { ...view.getState().panels, timeline: true, log: tab === 'log', board: tab === 'board' },
  });
}

/** Folds it only where it is what is shown. */
export function switchTimeline(): void {
  const { timeline, log, board } = view.getState().panels;
  const isShown = timeline && !log && board !== true && layout.getState().bottomTab === 'timeline';
  if (isShown || isNarrow()) toggleTimeline();
  else showBottom('timeline');
}

export const showCharts = (): void => showBottom('charts');
export const showLog = (): void => showBottom('log');
export const showBoard = (): void => showBottom('board');
