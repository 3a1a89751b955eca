"use strict";
const { join } = require("node:path");

const abandoned = `require(${JSON.stringify(join(__dirname, "abandoned-cells.cjs"))})`;
const sends = `require(${JSON.stringify(join(__dirname, "sends-in-order.cjs"))})`;
const errors = `require(${JSON.stringify(join(__dirname, "errors.cjs"))})`;

/** The protocol part: messages of the Jupyter protocol that stock tslab never sends. */
module.exports = [
  {
    why: "a way to publish any message that belongs to a cell, and which cell of a notebook it is",
    find:
      "        const content = await this.handler.handleExecute(msg.content, writeStream, " +
      "writeDisplayData);\n",
    put:
      "        writeStream.publish = (type, content) => {\n" +
      "            const message = msg.createReply();\n" +
      "            message.header.msg_type = type;\n" +
      "            message.content = content;\n" +
      "            message.signAndSend(this.connInfo.key, this.iopub);\n" +
      "        };\n" +
      "        writeStream.cell = msg.metadata && msg.metadata.cellId;\n" +
      "        const content = await this.handler.handleExecute(msg.content, writeStream, " +
      "writeDisplayData);\n",
  },
  {
    why: "a message waits until the last one on its socket is sent",
    find: "        sock.send(heads.concat(bodies));\n",
    put: `        ${sends}.sendInOrder(sock, heads.concat(bodies));\n`,
  },
  {
    why: "which cells run",
    find: '        this.publishStatus("busy", msg);\n        try {\n',
    put:
      "        this.running ??= new Set();\n" +
      '        if (msg.header.msg_type === "execute_request") this.running.add(msg);\n' +
      '        this.publishStatus("busy", msg);\n        try {\n',
  },
  {
    why: "after a completion or a question about a name the kernel is busy again if a cell still runs",
    find: '            this.publishStatus("idle", msg);\n',
    put:
      "            this.running.delete(msg);\n" +
      '            this.publishStatus("idle", msg);\n' +
      "            const [cell] = this.running;\n" +
      '            if (cell !== undefined) this.publishStatus("busy", cell);\n',
  },
  {
    why: "execute_input carries the execution count into the notebook; cells can display bundles",
    find: "        let count = new ExecutionCount(++this.execCount);\n",
    put:
      "        let count = new ExecutionCount(++this.execCount);\n" +
      '        writeStream.publish("execute_input", ' +
      "{ code: req.code, execution_count: count.count });\n",
  },
  {
    why: "whatever a cell starts knows where its output goes",
    find: "        let ok = await this.executor.execute(req.code);\n",
    put:
      "        const kernel = { display: writeDisplayData, cell: writeStream.cell };\n" +
      `        let ok = await ${abandoned}.runCell({ writeStream, kernel }, ` +
      "() => this.executor.execute(req.code));\n",
  },
  {
    why: "what an abandoned cell prints does not appear below later cells",
    find: "            writeStream(name, text);\n",
    put: `            (${abandoned}.abandonedCell()?.writeStream ?? writeStream)(name, text);\n`,
  },
  {
    why: "error messages, without which a failed cell looks like one that printed something",
    find: "        if (!ok) {\n            throw count;\n",
    put:
      "        if (!ok) {\n" +
      `            count.error = ${errors}.takeError();\n` +
      '            writeStream.publish("error", count.error);\n' +
      "            throw count;\n",
  },
  {
    why: "the reply of a failed cell says what failed",
    find: "            execution_count: count ? count.count : undefined,\n",
    put:
      "            execution_count: count ? count.count : undefined,\n" +
      "            ...(count && count.error),\n",
  },
  {
    why:
      "a failed cell is over, and the kernel idle, once it takes cells again: a cell that is run between the two " +
      "would be skipped without a word",
    find: "                this.execQueue.reset(200);\n",
    put:
      "                await new Promise((done) => setTimeout(done, 200));\n" +
      "                this.execQueue.reset();\n",
  },
  {
    why: "the status that protocol 5 gives to cells skipped after a failure",
    find: '                status = "abort";\n',
    put: '                status = "aborted";\n',
  },
  {
    why: "the reply to comm_info_request has its own type",
    find:
      '        reply.header.msg_type = "complete_reply";\n' +
      "        // comm is not supported in tslab now. Returns an empty comms.\n" +
      "        reply.content = { comms: {} };\n",
    put:
      '        reply.header.msg_type = "comm_info_reply";\n' +
      '        reply.content = { status: "ok", comms: {} };\n',
  },
  {
    why: "JupyterLab asks for the history of commands, which this kernel does not keep",
    find: '                case "comm_info_request":\n',
    put:
      '                case "history_request": {\n' +
      "                    const reply = msg.createReply();\n" +
      '                    reply.header.msg_type = "history_reply";\n' +
      '                    reply.content = { status: "ok", history: [] };\n' +
      "                    reply.signAndSend(this.connInfo.key, sock);\n" +
      "                    break;\n" +
      "                }\n" +
      '                case "comm_info_request":\n',
  },
  {
    why:
      "a kernel that has executed a notebook can execute another one (environment/serve_notebooks.py), without " +
      "compiling and loading the sources again",
    find: '                case "is_complete_request":\n',
    put:
      '                case "next_notebook_request": {\n' +
      "                    this.handler.execCount = 0;\n" +
      "                    this.handler.executor.reset();\n" +
      "                    const reply = msg.createReply();\n" +
      '                    reply.header.msg_type = "next_notebook_reply";\n' +
      '                    reply.content = { status: "ok" };\n' +
      "                    reply.signAndSend(this.connInfo.key, sock);\n" +
      "                    break;\n" +
      "                }\n" +
      '                case "is_complete_request":\n',
  },
  {
    why: "shutdown ends the process even if a browser or a timer of a cell is still there",
    find: "            // TODO: Write tests for the graceful termination.\n            this.close();\n",
    put: "            this.close();\n            setTimeout(() => process.exit(0), 100);\n",
  },
];
