import { LazyMotion, MotionConfig, domAnimation } from 'framer-motion';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { arrival } from '../../state/stores.ts';
import { Help } from '../help/Help.tsx';
import { useRun, useView } from '../hooks.ts';
import { TooltipProvider } from '../kit/index.ts';
import { BadLink } from './BadLink.tsx';
import { keepFocus } from './keep-focus.ts';
import { followWidth, layout } from './layout.ts';
import { NarrowLayout } from './NarrowLayout.tsx';
import { FaultMenu } from './parts.tsx';
import { Dialogs } from './Dialogs.tsx';
import { Header } from './Header.tsx';
import { LoadFailure, Skeleton } from './Waiting.tsx';
import { Slot } from './Slot.tsx';
import { useAddress, useTitle } from './use-address.ts';
import { WideLayout } from './WideLayout.tsx';
import styles from './workbench.module.css';

/** One run, seen from all sides. Opens what the address bar says. */
export function Workbench() {
  useAddress();
  useTitle();
  useEffect(() => followWidth(), []);
  useEffect(() => keepFocus(), []);
  const motion = useView((state) => state.motion);
  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion={motion === 'reduced' ? 'always' : 'user'}>
        <TooltipProvider>
          <div className={styles.app}>
            <Header />
            <Content />
            <Help />
            <Dialogs />
            <Slot name="The menu of faults">
              <FaultMenu />
            </Slot>
          </div>
        </TooltipProvider>
      </MotionConfig>
    </LazyMotion>
  );
}

function Content() {
  const came = useStore(arrival);
  const width = useStore(layout, (state) => state.width);
  const hasTopology = useRun((run) => run.topology !== null);
  const isFailed = useRun((run) => run.status === 'failed');
  if (came.kind === 'problems')
    return <BadLink source={came.source} scenario={came.scenario} problems={came.problems} />;
  if (came.kind === 'failed') return <LoadFailure detail={came.detail} />;
  if (came.kind !== 'open' || (!hasTopology && !isFailed)) return <Skeleton />;
  return width === 'narrow' ? <NarrowLayout /> : <WideLayout />;
}
