import { useMemo, type ReactNode } from 'react';
import { useCommands, useView } from '../hooks.ts';
import { OwnViewContext } from '../kit/index.ts';

/** Around whatever a pattern draws itself: what is chosen in there is kept with the view, and in the link. */
export function OwnViews({ children }: { readonly children: ReactNode }) {
  const own = useView((state) => state.own);
  const { keep } = useCommands();
  const keeper = useMemo(() => ({ own, keep }), [own, keep]);
  return <OwnViewContext value={keeper}>{children}</OwnViewContext>;
}
