import type { CSSProperties, ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './Hatch.module.css';

export type HatchTone = 'bad' | 'warn' | 'quiet';

/** What is broken, everywhere: the same hatch in graph, timeline and log. A block for HTML. */
export function Hatch({
  tone = 'bad',
  className,
  style,
  children,
}: {
  readonly tone?: HatchTone;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
  readonly children?: ReactNode;
}) {
  return (
    <span className={classes(styles.hatch, tone !== 'bad' && styles[tone], className)} style={style}>
      {children}
    </span>
  );
}

/** The same hatch for SVG: put it in `<defs>` and fill with `url(#id)`. */
export function HatchPattern({ id, tone = 'bad' }: { readonly id: string; readonly tone?: HatchTone }) {
  const colour = tone === 'quiet' ? 'var(--edge)' : `var(--${tone}-mark)`;
  return (
    <pattern id={id} width={6} height={6} patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
      <rect width={2.4} height={6} fill={colour} opacity={0.55} />
    </pattern>
  );
}
