import { useEffect, useMemo, useRef, useState } from 'react';
import { linkView } from '../../derive/link-view.ts';
import { nodeView, type NodeView } from '../../derive/node-view.ts';
import { countText } from '../../derive/time-text.ts';
import type { Refusal, Scene } from '../../derive/types.ts';
import { US_PER_S } from '../../kernel/time.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import type { LinkPath } from '../graph/geometry.ts';
import { Overlay } from '../graph/overlay.ts';
import { readPalette, watchTheme } from '../graph/palette.ts';
import { colourVar, RoleShape } from '../kit/index.ts';
import type { SceneRun } from './scene-run.ts';
import { HEIGHT, stageOf, WIDTH, ZOOM, type NamePlace } from './stage.ts';
import { isFull } from './troubled-stretch.ts';
import styles from './miniature.module.css';

/** Simulated seconds a second. */
const SPEED = 0.5;
/** What is state and not motion changes this often. */
const STATE_HZ = 6;
const CROSS_US = Math.round(0.6 * US_PER_S * SPEED);
const REFUSAL_US = Math.round(1.6 * US_PER_S * SPEED);
/** How long it stands at what it is about. */
const HOLD_MS = 2_600;
const LONGEST_WORD = 22;
/** With more parts than this, only what is wrong with one is written below it. */
const ROOMY = 8;

export interface LiveSceneProps {
  readonly run: SceneRun;
  /** Off: it stands at its most telling moment. */
  readonly playing: boolean;
  /** What it is about: it stands still there for a while, and names who sent and who refused. */
  readonly about?: Refusal;
}

/** Plays a stretch of a finished run over and over. Decoration beside words that say the same: hidden from readers of the page. */
export function LiveScene({ run, playing, about }: LiveSceneProps) {
  const stage = useMemo(() => stageOf(run, about), [run, about]);
  const stillUs = about?.timeUs;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [scene, setScene] = useState<Scene>(() => run.index.sceneAt(run.index.seqAt(stillUs ?? run.toUs)));
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const overlay = new Overlay(element);
    overlay.setModel(stage.model);
    let timeUs = playing ? run.fromUs : (stillUs ?? run.toUs);
    let frame = 0;
    let lastMs = 0;
    let stateMs = -Infinity;
    let heldMs = 0;
    const advance = (passedMs: number): void => {
      const nextUs = Math.round(timeUs + passedMs * 1_000 * SPEED);
      if (stillUs !== undefined && timeUs <= stillUs && nextUs > stillUs && heldMs < HOLD_MS) {
        timeUs = stillUs;
        heldMs += passedMs;
      } else if (nextUs > run.toUs) {
        timeUs = run.fromUs;
        heldMs = 0;
      } else timeUs = nextUs;
    };
    const draw = (nowMs: number): void => {
      if (playing) {
        advance(lastMs === 0 ? 0 : Math.min(100, nowMs - lastMs));
        lastMs = nowMs;
        frame = requestAnimationFrame(draw);
      }
      const zoom = element.clientWidth / WIDTH;
      overlay.resize(element.clientWidth, element.clientHeight, devicePixelRatio);
      overlay.setViewport({ x: 0, y: 0, zoom: ZOOM * zoom });
      overlay.draw({
        timeUs,
        flights: run.index.inFlight(timeUs),
        losses: run.index.losses(timeUs - CROSS_US, timeUs),
        lossWindowUs: CROSS_US,
        refusals: run.index
          .refusals(timeUs - REFUSAL_US, timeUs)
          .filter(({ seq }) => about === undefined || seq === about.seq),
        refusalWindowUs: REFUSAL_US,
        arrows: false,
        selected: null,
        hovered: null,
      });
      if (!playing || nowMs - stateMs >= 1_000 / STATE_HZ) {
        stateMs = nowMs;
        setScene(run.index.sceneAt(run.index.seqAt(timeUs)));
      }
    };
    const repaint = (): void => {
      overlay.setPalette(readPalette(element));
      if (!playing) draw(0);
    };
    repaint();
    if (playing) frame = requestAnimationFrame(draw);
    const stop = watchTheme(repaint);
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [run, stage, playing, about, stillUs]);

  return (
    <div className={styles.scene} aria-hidden>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%">
        <g transform={`scale(${ZOOM})`}>
          {stage.pods.map((pod) => (
            <rect
              key={pod.name}
              {...pod}
              rx={16}
              fill="none"
              stroke="var(--edge)"
              strokeDasharray="3 6"
              strokeWidth={2}
            />
          ))}
          {stage.links.map((link) => (
            <Line key={link.id} link={link} scene={scene} />
          ))}
        </g>
        {stage.nodes.map(({ spec, x, y, side, beside, named }) => (
          <Node
            key={spec.id}
            x={x}
            y={y}
            side={side}
            beside={beside}
            spec={spec}
            run={run}
            scene={scene}
            hasRoom={stage.nodes.length <= ROOMY}
            named={named}
          />
        ))}
      </svg>
      <canvas ref={canvas} className={styles.canvas} />
    </div>
  );
}

function Line({ link, scene }: { readonly link: LinkPath; readonly scene: Scene }) {
  const cut = linkView(link.a, link.b, scene).wall !== 'none';
  return (
    <path
      d={link.path}
      fill="none"
      stroke={cut ? 'var(--bad)' : 'var(--edge)'}
      strokeWidth={cut ? 2.4 : 1.6}
      opacity={0.75}
      {...(cut ? { strokeDasharray: '6 8' } : {})}
    />
  );
}

function Node({
  x,
  y,
  side,
  beside,
  spec,
  run,
  scene,
  hasRoom,
  named,
}: {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  /** There is no room below it: its word stands beside it. */
  readonly beside: boolean;
  readonly spec: NodeSpec;
  readonly run: SceneRun;
  readonly scene: Scene;
  /** For the live figure of what stores: it tells which of several copies is which. */
  readonly hasRoom: boolean;
  /** Its name stands there instead. */
  readonly named: NamePlace;
}) {
  const role = run.pattern.roles[spec.program];
  const view = nodeView(spec, scene, run.pattern, run.settings);
  const amiss = named === null ? wordOf(view) : '';
  const figure = hasRoom && !beside && role?.shape === 'cylinder' ? clip(view.figure) : '';
  const word = named === null ? amiss || figure : clip(spec.label);
  const showsWork = view.workers > 0 && (isFull(view) || amiss === '');
  const tone = view.tone === 'warn' ? 'warn' : view.state === '' ? undefined : view.stateColour;
  return (
    <>
      <g transform={`translate(${x - side / 2} ${y - side / 2})`}>
        <RoleShape
          shape={role?.shape ?? 'square'}
          letter={role?.letter ?? ''}
          size={side}
          tone={tone === 'quiet' ? undefined : tone}
          external={role?.external ?? false}
          down={view.hatched && view.tone === 'bad'}
        />
      </g>
      {showsWork && <Work x={x} y={y + side / 2 + 2} width={side * 0.8} view={view} />}
      {word !== '' && (
        <text
          {...wordPlace(x, y, side, named ?? (beside ? 'beside' : 'below'), showsWork)}
          fontSize={word === figure ? 9.5 : 10.5}
          fontWeight={amiss === '' && named === null ? 400 : 600}
          className={styles.word}
          fill={
            named !== null
              ? 'var(--ink)'
              : amiss === ''
                ? 'var(--mute)'
                : colourVar(view.tone !== 'none' ? view.tone : isFull(view) ? 'bad' : view.stateColour)
          }
        >
          {word}
        </text>
      )}
    </>
  );
}

/** Below the node or above it, inside the picture; or beside it, on the side that has more of the picture. */
function wordPlace(x: number, y: number, side: number, place: 'above' | 'below' | 'beside', showsWork: boolean) {
  const isLeft = x < WIDTH / 2;
  if (place === 'beside')
    return {
      x: isLeft ? x + side / 2 + 4 : x - side / 2 - 4,
      y: y + 4,
      textAnchor: isLeft ? ('start' as const) : ('end' as const),
    };
  const isAtEdge = x < 56 || x > WIDTH - 56;
  return {
    x: !isAtEdge ? x : isLeft ? 6 : WIDTH - 6,
    y: place === 'above' ? y - side / 2 - 4 : y + side / 2 + (showsWork ? 16 : 10),
    textAnchor: !isAtEdge ? ('middle' as const) : isLeft ? ('start' as const) : ('end' as const),
  };
}

/** What is wrong with it, or where it stands where that is not where it should: one short word. */
function wordOf(view: NodeView): string {
  if (view.trouble !== '') return clip(view.trouble.replace(/ since .*$/, ''));
  if (isFull(view)) return `${countText(view.queued)} wait`;
  return view.stateColour === 'bad' || view.stateColour === 'warn' ? clip(view.state) : '';
}

/** How many of its hands are busy, as a level: red when all are. */
function Work({
  x,
  y,
  width,
  view: { busy, workers },
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly view: NodeView;
}) {
  return (
    <>
      <rect x={x - width / 2} y={y} width={width} height={4} rx={2} fill="var(--edge)" opacity={0.35} />
      <rect
        x={x - width / 2}
        y={y}
        width={(width * Math.min(busy, workers)) / workers}
        height={4}
        rx={2}
        fill={busy >= workers ? 'var(--bad-mark)' : 'var(--msg)'}
      />
    </>
  );
}

const clip = (text: string): string => (text.length > LONGEST_WORD ? `${text.slice(0, LONGEST_WORD - 1)}…` : text);
