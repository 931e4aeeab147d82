/** The mark: a line that breaks and goes on. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <path
        d="M1 13h5l2.2-7 3.6 13 2.4-9 1.6 3H23"
        stroke="var(--accent)"
        strokeWidth={2.1}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
