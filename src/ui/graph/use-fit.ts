import { useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useStore as useLayout } from 'zustand';
import { layout } from '../workbench/layout.ts';
import type { Arrangement, Panel } from './arrange.ts';
import { useGraphModel } from './graph-model.ts';

/** Left free for the properties strip above and the sentence below, px. */
const INSETS = { top: 58, right: 18, bottom: 66, left: 18 };
/** What stands far right keeps clear of the zoom buttons, where the system takes the whole width. */
const MEDIUM_INSETS = { ...INSETS, right: 44 };
const MEDIUM_PX = 760;
/** In a narrow panel the zoom buttons stand above the sentence, and words reach further aside. */
const NARROW_INSETS = { top: 46, right: 16, bottom: 110, left: 16 };
const NARROW_PX = 560;
/** On a phone the sentence has a place of its own; the strip and the buttons are as tall as a finger. */
const PHONE_INSETS = { top: 58, right: 8, bottom: 64, left: 8 };

const insetsOf = (width: number): Panel['insets'] =>
  width < NARROW_PX ? NARROW_INSETS : width < MEDIUM_PX ? MEDIUM_INSETS : INSETS;

/** The room that a system is put into. */
export function usePanel(): Panel {
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const isPhone = useLayout(layout, (state) => state.width === 'narrow');
  return useMemo(() => ({ width, height, insets: isPhone ? PHONE_INSETS : insetsOf(width) }), [width, height, isPhone]);
}

/** Shows the whole system whenever the panel changes its size, until the reader has chosen a view. */
export function useFit(panel: Panel, view: Arrangement['view']) {
  const { topology } = useGraphModel();
  const flow = useReactFlow();
  const chosen = useRef(false);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  });

  const show = useCallback(() => {
    if (panel.width > 0 && panel.height > 0) void flow.setViewport(latest.current);
  }, [flow, panel]);

  useEffect(() => {
    chosen.current = false;
  }, [topology]);
  useEffect(() => {
    if (!chosen.current) show();
  }, [show, topology]);

  return {
    /** React Flow names an event only where a person moved the view. */
    onMoveStart: (event: unknown) => {
      if (event) chosen.current = true;
    },
    leaveAlone: () => {
      chosen.current = true;
    },
    fit: () => {
      chosen.current = false;
      show();
    },
  };
}
