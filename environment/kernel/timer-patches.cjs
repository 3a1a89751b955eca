"use strict";

/** The timers of the compiler part: TypeScript sets them when files change, and they run at the next cell. */
module.exports = [
  {
    why:
      "TypeScript sets a second timer when files appear where it looked for a module, which stock tslab takes for an " +
      "error: both run at the next cell",
    find:
      "        if (rebuildTimer) {\n" +
      '            throw new Error("Unexpected pending rebuildTimer");\n' +
      "        }\n" +
      "        rebuildTimer = {\n" +
      "            callback: () => {\n" +
      "                callback();\n" +
      "                rebuildTimer = null;\n" +
      "            },\n" +
      "        };\n" +
      "        return rebuildTimer;\n",
    put:
      "        const timer = () => {\n" +
      "            timers.delete(timer);\n" +
      "            callback();\n" +
      "        };\n" +
      "        timers.add(timer);\n" +
      "        return timer;\n",
  },
  {
    why: "the timers that are set",
    find: "    let rebuildTimer = null;\n",
    put: "    const timers = new Set();\n",
  },
  {
    why: "a timer that has run may be cleared",
    find:
      "        if (rebuildTimer === timeoutId) {\n" +
      "            rebuildTimer = null;\n" +
      "            return;\n" +
      "        }\n" +
      '        throw new Error("clearing unexpected tiemr");\n',
    put: "        timers.delete(timeoutId);\n",
  },
  {
    why: "all of them run before the cell is compiled, those too that one of them sets",
    find:
      "        if (!rebuildTimer) {\n" +
      '            throw new Error("rebuildTimer is not set properly");\n' +
      "        }\n" +
      "        rebuildTimer.callback();\n",
    put:
      "        for (let [timer] = timers; timer !== undefined; [timer] = timers)\n" +
      "            timer();\n",
  },
];
