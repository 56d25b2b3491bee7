// Makes the calls that stand on standard input with Segment's own SDK, and tells its troubles.
import { readFileSync } from "node:fs";
import { Analytics } from "@segment/analytics-node";

const { settings, calls } = JSON.parse(readFileSync(0, "utf8"));
const analytics = new Analytics(settings);
const troubles = [];
analytics.on("error", (error) => troubles.push(`${error.code}: ${error.reason}`));
for (const [method, call] of calls) {
  if (call.timestamp) call.timestamp = new Date(call.timestamp);
  analytics[method](call);
}
await analytics.closeAndFlush();
process.stdout.write(JSON.stringify(troubles));
