/** `H:MM:SS.cc`, in milliseconds. */
export function readTime(text: string): number | undefined {
  const [, hours, minutes, seconds, fraction = '0'] =
    /^(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,3}))?$/.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
}
