-- Prints the totals of a run as whole numbers; wrk itself prints rounded ones.
done = function(summary)
  local e = summary.errors
  io.write(string.format("wrk %d requests %d bytes %d us\n", summary.requests, summary.bytes, summary.duration))
  io.write(string.format("failed: %d connect %d read %d write %d timeout %d status\n",
    e.connect, e.read, e.write, e.timeout, e.status))
end
