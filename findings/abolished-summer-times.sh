#!/usr/bin/env bash
# @touch4it/ical-timezones 1.9.0 has a VTIMEZONE for each zone, for those who write calendars; ical-generator's page names it for that. A file's own definition is what
# counts in it (RFC 5545, 3.6.5). One expects a list whose latest version is of December 2024 to have the summer times of that year. Seen: Brazil still has one, which it gave up in 2019,
# Mexico and Jordan theirs, given up in 2022, and Iran; Egypt, which has one again since 2023, has none; and Almaty, an hour less since March 2024, has not moved. An
# invitation to São Paulo for 14:00 is at 13:00 from November to February. timezones-ical-library 2.3.2 has them right. ical.js 2.2.1 reads.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund @touch4it/ical-timezones@1.9.0 timezones-ical-library@2.3.2 ical-generator@11.1.2 ical.js@2.2.1
cat > write.mjs <<'NODE'
import ICAL from "ical.js";
import ical from "ical-generator";
import { getVtimezoneComponent } from "@touch4it/ical-timezones";
import { tzlib_get_ical_block } from "timezones-ical-library";

const generators = { "ical-timezones": getVtimezoneComponent, "timezones-ical-library": (zone) => tzlib_get_ical_block(zone)[0] };
for (const [zone, start] of [["Europe/Berlin", "2026-07-15T14:00"], ["America/Sao_Paulo", "2026-01-15T14:00"], ["America/Mexico_City", "2026-07-15T14:00"], ["Asia/Amman", "2026-01-15T14:00"], ["Asia/Tehran", "2026-07-15T14:00"], ["Africa/Cairo", "2026-07-15T14:00"], ["Asia/Almaty", "2026-07-15T14:00"]])
  for (const [name, generator] of Object.entries(generators)) {
    const calendar = ical({ timezone: { name: zone, generator } });
    calendar.createEvent({ start, timezone: zone, summary: "Call" });
    const read = new ICAL.Component(ICAL.parse(calendar.toString()));
    const time = new ICAL.Event(read.getFirstSubcomponent("vevent")).startDate;
    time.zone = new ICAL.Timezone(read.getFirstSubcomponent("vtimezone"));
    console.log(`${zone}, ${start}: by ${name}: ${time.toJSDate().toISOString().slice(11, 16)}Z`);
  }
NODE
TZ=UTC node write.mjs > seen
diff seen - <<'EXPECTED'
Europe/Berlin, 2026-07-15T14:00: by ical-timezones: 12:00Z
Europe/Berlin, 2026-07-15T14:00: by timezones-ical-library: 12:00Z
America/Sao_Paulo, 2026-01-15T14:00: by ical-timezones: 16:00Z
America/Sao_Paulo, 2026-01-15T14:00: by timezones-ical-library: 17:00Z
America/Mexico_City, 2026-07-15T14:00: by ical-timezones: 19:00Z
America/Mexico_City, 2026-07-15T14:00: by timezones-ical-library: 20:00Z
Asia/Amman, 2026-01-15T14:00: by ical-timezones: 12:00Z
Asia/Amman, 2026-01-15T14:00: by timezones-ical-library: 11:00Z
Asia/Tehran, 2026-07-15T14:00: by ical-timezones: 09:30Z
Asia/Tehran, 2026-07-15T14:00: by timezones-ical-library: 10:30Z
Africa/Cairo, 2026-07-15T14:00: by ical-timezones: 12:00Z
Africa/Cairo, 2026-07-15T14:00: by timezones-ical-library: 11:00Z
Asia/Almaty, 2026-07-15T14:00: by ical-timezones: 08:00Z
Asia/Almaty, 2026-07-15T14:00: by timezones-ical-library: 09:00Z
EXPECTED
echo "as seen: @touch4it/ical-timezones 1.9.0 has summer times that were given up years before it"
