import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { csvRows } from "../../src/files/tables/csv-rows";
import type { ClassScores, Confidences } from "../../src/predictions/file-predictions";
import { tablePredictions } from "../../src/predictions/table-predictions";

const read = (text: string, decimalComma = false) =>
  tablePredictions({ path: "t.csv", rows: csvRows(text, "t.csv"), decimalComma });

function scores(text: string): ClassScores {
  const predictions = read(text);
  assert.notEqual(predictions.kind, "confidences");
  return predictions as ClassScores;
}

function confidences(text: string): Confidences {
  const predictions = read(text);
  assert.equal(predictions.kind, "confidences");
  return predictions as Confidences;
}

/** What a table says, without the words about it. */
const plain = ({ kind, values, labels }: ClassScores) => [kind, [...values], [...labels]];

describe("a table with a column per class", () => {
  it("has every way to write a number, exactly; blank lines and both line ends", () => {
    const text =
      "label,logit_0,logit_1,logit_2\r\n0,2,-1.0,.5\r\n2,0.25,0,3.50\n\n1,-2e0,1E-3,+0.1";
    const values = [2, -1, 0.5, 0.25, 0, 3.5, -2, 1e-3, 0.1];
    assert.deepEqual(plain(scores(text)), ["logits", values, [0, 2, 1]]);
    const long = ["0.30000000000000004", "1234567890.123456789", "-0.000001", "1e300"];
    const exact = scores(
      `label,logit_0,logit_1\n0,${long[0]},${long[1]}\n1,${long[2]},${long[3]}\n`,
    );
    assert.deepEqual([...exact.values], long.map(Number));
  });

  it("is read by the names of its columns: quoted, in any order, with others between", () => {
    const expected = ["probabilities", [0.75, 0.25, 0.5, 0.5], [0, 1]];
    for (const text of [
      '"label","prob_0","prob_1"\n0,0.75,0.25\n1,0.5,0.5\n',
      '"","label","prob_0","prob_1"\n"1",0,0.75,0.25\n"2",1,0.5,0.5\n',
      "index,prob_1,file,prob_0,Label\n7,0.25,a.jpg,0.75,0\n8,0.5,b.jpg,0.5,1\n",
      "prob_1,prob_0,target\n0.25,0.75,0\n0.5,0.5,1.0\n",
      " y_true , prob0 , prob1 \n0 , 0.75 , 0.25\n1,0.5,0.5\n",
      "label,p_0,p_1\n0,0.75,0.25\n1,0.5,0.5\n",
      "label,Probability 0,Probability 1\n0,0.75,0.25\n1,0.5,0.5\n",
      // numpy.savetxt(file, rows, delimiter=",", header="label,prob_0,prob_1")
      "# label,prob_0,prob_1\n0.000000e+00,7.500000e-01,2.500000e-01\n1.0e+00,5.0e-01,5.0e-01\n",
    ]) {
      const found = scores(text);
      assert.deepEqual(plain(found), expected, text);
      assert.deepEqual(found.notes, []);
    }
  });

  it("has ten classes and more in the order of their numbers", () => {
    const order = [10, 2, 0, 1, 9, 3, 8, 4, 7, 5, 6];
    const text = `label,${order.map((k) => `logit_${k}`).join(",")}\n10,${order.join(",")}\n`;
    const { values, labels } = scores(text);
    assert.deepEqual([...values], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual([...labels], [10]);
  });

  it("numbered from 1, as R does, has labels from 1 and says so", () => {
    const found = scores("label,prob_1,prob_2\n1,0.75,0.25\n2,0.5,0.5\n");
    assert.deepEqual([...found.labels], [0, 1]);
    assert.match(found.notes.join(), /numbered from 1, in columns and labels/);
    assert.throws(
      () => read("label,prob_1,prob_2\n0,0.75,0.25\n"),
      /label: expected a class index from 1 to 2, got 0 .*row 1/,
    );
  });

  it("has classes by name, and labels by name or by index", () => {
    const expected = ["logits", [2, -1, 0, 3], [1, 0]];
    const byName = scores("label,logit_cat,logit_dog\ndog,2,-1\ncat,0,3\n");
    const byIndex = scores("label,logit_cat,logit_dog\n1,2,-1\n0,0,3\n");
    assert.deepEqual(plain(byName), expected);
    assert.deepEqual(plain(byIndex), expected);
    assert.throws(
      () => read("label,logit_cat,logit_dog\ncat,2,-1\n1,0,3\n"),
      /expected one of the columns' classes cat, dog, got "1" .*row 2/,
    );
  });

  it("named by classes alone is told apart by its values, and says so", () => {
    const logits = scores("label,cat,dog\ndog,2,-1\ncat,0,3\n");
    assert.deepEqual(plain(logits), ["logits", [2, -1, 0, 3], [1, 0]]);
    assert.match(logits.notes.join(), /The columns cat, dog are taken as logits/);
    const probabilities = scores("label,cat,dog,pred\ndog,0.75,0.25,cat\n");
    assert.deepEqual(plain(probabilities), ["probabilities", [0.75, 0.25], [1]]);
    assert.match(probabilities.notes.join(), /taken as probabilities/);
  });

  it("finds names in either of Unicode's forms, as Macs and others write them", () => {
    const [composed, apart] = ["caf\u00e9", "cafe\u0301"];
    const text = `label,prob_chat,prob_${apart}\n${composed},0.25,0.75\n${apart},0.5,0.5\n`;
    assert.deepEqual([...scores(text).labels], [1, 1]);
    const { correct } = confidences(`conf,label,pred\n0.9,${composed},${apart}\n`);
    assert.deepEqual([...correct], [1]);
  });

  it("may have comments above the names of its columns", () => {
    const text = "# trained by me, twice\n#\nlabel;prob_0;prob_1\n0;0.75;0.25\n";
    assert.deepEqual(plain(scores(text)), ["probabilities", [0.75, 0.25], [0]]);
  });

  it("may have commas as decimal signs where they are not between cells", () => {
    const { values } = read("label;prob_0;prob_1\n0;0,75;0,25\n", true) as ClassScores;
    assert.deepEqual([...values], [0.75, 0.25]);
    assert.throws(() => read('label,prob_0,prob_1\n0,"0,75","0,25"\n'), /got "0,75"/);
  });
});

describe("a table of confidences", () => {
  const expected = [
    [0.9, 0.5, 1],
    [1, 0, 1],
  ];
  it("has correctness as numbers or words, or label and prediction", () => {
    for (const text of [
      "confidence,correct\n0.9,1\n0.5,0\n1,1.0\n",
      "correct,conf\nTrue,0.9\nFalse,0.5\nTRUE,1\n",
      "conf,label,pred\n0.9,3,3.0\n0.5,2,1\n1,0,0\n",
      "prediction,label,confidence\ncat,cat,0.9\ndog,cat,0.5\ncat,cat,1\n",
    ]) {
      const { confidence, correct } = confidences(text);
      assert.deepEqual([[...confidence], [...correct]], expected, text);
    }
  });

  it("is passed over where all classes are there", () => {
    const text = "confidence,correct,label,logit_0,logit_1\n0.9,1,0,2,1\n";
    assert.deepEqual(plain(scores(text)), ["logits", [2, 1], [0]]);
  });

  const bad: readonly (readonly [string, RegExp])[] = [
    [
      "confidence,correct\n90,1\n",
      /confidence: .*got 90 .*row 1.*divide percentages by 100/,
    ],
    ["confidence,correct\n0.9,2\n", /correct: expected 0, 1, true or false, got "2"/],
    ["confidence,correct\n0.9,\n", /correct: .*got nothing/],
    ["confidence,correct\nx,1\n", /cell 1 \(confidence\): expected a number, got "x"/],
    [
      "conf,label,pred\n0.9,3,cat\n",
      /expected two numbers or two names, got "3" and "cat"/,
    ],
    ["conf,label,pred\n0.9,,\n", /got nothing and nothing/],
    ["confidence,correct\n90.5%,1\n", /got "90.5%" .*write fractions in place of percent/],
  ];
  for (const [text, message] of bad)
    it(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(() => read(text), message);
    });
});

describe("a table that is none of predictions", () => {
  const bad: readonly (readonly [string, string, RegExp])[] = [
    [
      "ragged",
      "label,logit_0,logit_1\n0,1,2\n1,1\n",
      /expected 3 cells.*got 2 .*row 2, line 3/,
    ],
    ["long", "label,logit_0,logit_1\n0,1,2,3\n", /expected 3 cells.*got 4 .*row 1/],
    [
      "row names of R's write.table",
      '"label","prob_0","prob_1"\n"1",0,0.5,0.5\n',
      /got 4 .*if the first cell is the row's number, give its column a name/,
    ],
    [
      "nan",
      "label,logit_0,logit_1\n0,1,2\n1,nan,1\n",
      /cell 2 \(logit_0\): .*"nan".*row 2/,
    ],
    ["empty cell", "label,logit_0,logit_1\n0,,2\n", /got nothing.*row 1/],
    // Seconds, if every way to split the digits were tried.
    [
      "digits",
      `label,logit_0,logit_1\n0,${"1".repeat(300_000)}x,2\n`,
      /cell 2 \(logit_0\): expected a number, got "1+"/,
    ],
    ["point", "label,logit_0,logit_1\n0,.,2\n", /expected a number, got "\."/],
    ["hexadecimal", "label,logit_0,logit_1\n0,0x10,2\n", /expected a number, got "0x10"/],
    ["infinite", "label,logit_0,logit_1\n0,Infinity,2\n", /a number, got "Infinity"/],
    [
      "too large",
      "label,logit_0,logit_1\n0,1e999,2\n",
      /logit: expected a finite number, got Infinity .*row 1/,
    ],
    ["label", "label,logit_0,logit_1\n0,1,2\n2,1,1\n", /from 0 to 1, got 2 .*row 2/],
    ["half a label", "label,logit_0,logit_1\n0.5,1,2\n", /got 0\.5/],
    ["no label", "label,logit_0,logit_1\n,1,2\n", /label: expected a number, got nothing/],
    [
      "a column beside the classes",
      "image,label,cat,dog\na.png,cat,2,1\n",
      /cell 1 \(image\): .*"a.png".*row 1.*beside the label is read as a class; remove/,
    ],
    [
      "names of its own",
      "y_true,y_pred,y_prob\n0,1,0.5\n",
      /CSV header: .*got y_true,y_pred,y_prob .*; say what they are called: --columns /,
    ],
    ...(["confidence", "correct"] as const).map((twin): [string, string, RegExp] => [
      `two columns ${twin}`,
      `confidence,${twin.toUpperCase()},correct\n0.9,1,1\n`,
      new RegExp(`t.csv has two columns called ${twin}; keep one`),
    ]),
    [
      "two labels",
      "label,logit_0,logit_1,Label\n0,1,2,1\n",
      /two columns called label; keep one/,
    ],
    [
      "spaces",
      "# label prob_0 prob_1\n0 0.5 0.5\n",
      /CSV header: expected .*got 0 0.5 0.5 .*; write commas, semicolons or tabs between/,
    ],
    [
      "label",
      "label,prob_0,prob_1\n2,1,0\n",
      /from 0 to 1, got 2 .*; if labels count from 1, subtract 1/,
    ],
    ["header", "y,a\n0,1\n", /CSV header: expected the columns label and logit_0.*got y,a/],
    ["no header", "0,0.5,0.5\n1,0.5,0.5\n", /got numbers \(0,0.5,0.5\).*add a first line/],
    ["gap", "label,prob_0,prob_2\n0,0.5,0.5\n", /without a gap, got 2 behind 0/],
    ["from 2", "label,prob_2,prob_3\n2,0.5,0.5\n", /without a gap, got 2 first/],
    ["twins", "label,prob_0,prob_0\n0,0.5,0.5\n", /two columns for class 0/],
    ["no rows", "label,logit_0,logit_1\n", /holds no predictions/],
    ["nothing", "", /holds no predictions/],
  ];
  for (const [name, text, message] of bad) {
    it(`${name}: says what and where`, () => {
      assert.throws(() => read(text), message);
    });
  }
});
