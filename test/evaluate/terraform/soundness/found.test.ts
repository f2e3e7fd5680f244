/** What random expressions once found to be said that does not hold. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { state } from "./module.ts";
import { contradictions } from "./soundness.ts";

const STATES = fc.sample(state, 40);

const FOUND: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "a call with any number of arguments has those that there are": [
    ["concat(var.rows...)"],
    ["max([for v in aws_security_group.maybe[*].id : length(v)]...)"],
  ],
  "an instance that is only named may not be there": [
    ["aws_security_group.counted[0].id", 'concat(aws_security_group.counted[*].id, ["a", "b"])[0]'],
    ["aws_security_group.counted[0].id", "jsonencode(aws_security_group.counted[*].id)"],
    ["aws_security_group.counted[0].id", 'join(",", aws_security_group.counted[*].id)'],
    ["aws_security_group.counted[0].id", '"%{ for v in aws_security_group.counted[*].id }${v},%{ endfor }"'],
    ["aws_security_group.counted[0].id", "can((aws_security_group.counted[*].id)[0])"],
    ["aws_security_group.counted[0].id", 'formatlist("%s-%s", aws_security_group.counted[*].id, null)'],
  ],
  "what is made of further elements is an error only where there are such": [
    ['try(aws_security_group.counted[*].id[0], "a")'],
    ["yamlencode([for i in range(1) : aws_security_group.counted[*].id[i]])"],
    ["[for v in aws_security_group.counted : v.id[0]]"],
  ],
  "numbers become texts beside what may be texts": [
    ["setsubtract(toset([1]), toset(keys(merge(var.maps...))))"],
    ["setunion(toset([1]), toset(keys(merge(var.maps...))))"],
  ],
  "further elements have the type of elements": [
    ['try([for row in [for m in var.maps : values(m)] : row[0]], ["a", "b"])[0]'],
    ["((aws_security_group.counted[*].id)[*])[0]"],
    ["tolist(toset(flatten([for m in var.maps : values(m)])))[0]"],
    ["([for v in aws_security_group.counted[*].name : v if v != var.text][*])", "aws_security_group.counted[*].name"],
    ["{ for i, v in ([for k, v in merge({ a = 1, b = 2 }, var.map) : k][*]) : i => v }"],
    ["jsondecode(jsonencode(var.set))[0]"],
    ['compact([for i in range(0, var.index) : "${i}"])[0]'],
  ],
  "a key is not what the elements are": [
    [
      'aws_security_group.keyed["a"].id',
      "{ for k, v in { for k, g in aws_security_group.keyed : k => g.id } : v => k }",
    ],
  ],
  "what elements may be says nothing of how many there are": [
    ['[for v in toset([for v in toset(var.list) : "x"]) : v]', '[for v in toset([for v in var.set : "x"]) : v]'],
  ],
  "an object may be null": [
    ["can(var.object.name)"],
    ["var.object == null"],
    ["can(var.object.inner.id)"],
    ["length(var.object[*])"],
  ],
  "a list that may be null has no elements to take a part of": [
    ["can(var.list[*])"],
    ["try(var.list[*], var.others)"],
    ["length(var.list[*])"],
  ],
  "a null has no elements": [["var.text[*]"], ["length(var.object.name[*])"], ["can(var.other[*][0])"]],
  "elements of a set may turn out to be one": [
    ['one(toset([var.text, "b"]))'],
    ["length(concat(tolist(toset([{ on = var.text }, { on = null }])), [for o in var.objects : { on = o.id }])) > 1"],
    ["concat(tolist(toset([{ on = var.text }, { on = null }])), [for o in var.objects : { on = o.id }])"],
    ["can(concat(tolist(toset([{ on = var.text }, { on = null }])), [for o in var.objects : { on = o.id }])[1])"],
    ["jsondecode(jsonencode(toset([var.object.name, null])))"],
    ['sort(toset([var.sure, ""]))'],
    ['length(distinct([var.other, "sg-1"]))'],
    ['length(distinct(concat([var.sure, "b"], var.others)))'],
    ['try(distinct([var.sure, "b"])[1], "none")'],
    ['concat(["a"], var.list)', 'distinct(concat(["a"], var.list))'],
    [
      "concat(var.list, var.others, aws_security_group.maybe[*].id)",
      "toset(concat(var.list, var.others, aws_security_group.maybe[*].id))",
    ],
    ['[for v in toset([var.sure, "b"]) : "x"]'],
    ['formatlist("%s-%s", sort(toset([var.text, "a"])), "a")'],
  ],
  "elements of which only one is there, or that are one, are no two of a key": [
    ['{ for k, v in { for v in toset([var.text, "a"]) : v => "x" if true } : v => k }'],
    [
      'module.made["a"].id',
      '{ for v in concat(["a", "b"], [for k, g in aws_security_group.keyed : g.name]) : v => v }',
    ],
  ],
  "further elements of a set stand in its order": [
    [
      '[for v in toset([for o in var.objects : o.name]) : "${v}-x"]',
      '[for v in [for o in var.objects : o.name] : "${v}-x"]',
    ],
  ],
  "whether two elements have one key depends on all": [
    [
      "can({ for v in [for o in var.objects : o.name] : v => 1 })",
      'can({ for v in concat([for o in var.objects : o.name], ["a"]) : v => 1 })',
    ],
  ],
  "further elements may all have one key": [
    ['try({ for v in [for v in var.others : "x"] : v => v }, { a = "sg-1", b = "sg-2" })'],
    ['can({ for v in var.others : "x" => v })'],
  ],
  "the key of an element of a set is the element": [
    [
      "keys({ for i, v in toset([for o in var.objects : o.name]) : i => v })",
      "keys({ for i, v in [for o in var.objects : o.name] : i => v })",
    ],
  ],
  "what compact leaves is not all of a list": [
    [
      "toset(keys({ for i, v in compact([for o in var.objects : o.name]) : i => v }))",
      "toset(keys({ for i, v in [for o in var.objects : o.name] : i => v }))",
    ],
  ],
  "the first of those that a condition lets through is another than the first": [
    [
      '[for o in [for o in var.objects : { name = o.name, on = o.id }] : o if o.name != "b"][0]',
      "[for o in var.objects : { name = o.name, on = o.id }][0]",
    ],
  ],
  "what is made of elements in an order that is not known is in none either": [
    ['formatlist("%s-%s", [for k, g in aws_security_group.titled : k if k != "${var.sure}-x"], "a")'],
  ],
  "a null that the other side may decide about is no error yet": [
    ["(tobool(null) && var.flag)", "can(tobool(null) || var.flag)"],
    ["(var.flag || tobool(null))"],
    ["(var.flag && tobool(null))"],
    ["can(var.flag || tobool(null))"],
  ],
  "which of two entries it is, of which one may not be there, depends on both": [
    [
      'merge({ a = "a", b = "b" }, { for i, m in module.numbered : m.name => m.id }, { b = var.text })',
      'merge(merge({ b = aws_security_group.one.id }, merge(var.maps...)), merge({ for i, m in module.numbered : m.name => m.id }, { b = "sg-2" }))',
      "merge(merge({ b = aws_security_group.one.id }, merge(var.maps...)), { for i, m in module.numbered : m.name => m.id })",
      "module.numbered[0].id",
    ],
  ],
  "which of two maps is merged over the other decides": [
    [
      'merge(merge(var.maps...), { for i, m in module.numbered : m.name => m.id }, { b = "x" }, var.map)',
      'merge({ for i, m in module.numbered : m.name => m.id }, { b = "x" }, merge(var.maps...), var.map)',
    ],
    [
      "merge(merge(var.maps...), merge({ for k, m in module.written : m.name => m.id }, { for i, m in module.numbered : m.name => m.id }))",
      "merge(merge({ for k, m in module.written : m.name => m.id }, { for i, m in module.numbered : m.name => m.id }), merge(var.maps...))",
    ],
  ],
  "a null among texts cannot be sorted": [
    ['can(sort(flatten([for k, v in { ("a") = "a", ("a") = var.text } : [k, v]]))[0])'],
  ],
  "nothing divided by zero is an error": [
    ["can(length(aws_security_group.counted) / 0)"],
    ["can(0 / length(module.made))", "can(1 / length(module.made))"],
    ["can((1 / length(var.others)) * 0)", "can(0 * (1 / length(var.others)))"],
    ["can((1 / length(var.others)) - (1 / length(var.others)))", "can((1 / length(var.others)) % 2)"],
    ["can(signum(1 / length(var.others)))"],
    ["can(jsonencode([1 / length(var.others)]))"],
  ],
  "quotients have the digits of their operands": [
    [
      "(2 / length(aws_security_group.counted))",
      "(length(aws_security_group.apart) / length(aws_security_group.counted))",
    ],
    ["max(2, var.number) / 3", "max(length(aws_security_group.apart), var.number) / 3"],
  ],
  "a null is no operand, and is converted by a call": [
    ["can(tonumber(var.text))", "can(var.text + 0)"],
    ["can(tobool(var.text))", "can(!var.text)"],
    ["can(tostring(var.any))", 'can("x${var.any}")'],
  ],
  "a null that is one of several is none of a text": [
    [
      "can(tonumber(one(module.perhaps[*].id)))",
      'can(tonumber("%{ if true }${one(module.perhaps[*].id)}%{ else }x%{ endif }"))',
    ],
    ['can("x${one(module.perhaps[*].id)}")', "can(one(module.perhaps[*].id))"],
  ],
  "a condition of no element may be an error too": [
    ["try([for v in [] : v if contains(var.list, v)], true)"],
    ['can([for v in [] : v if lookup(var.map, v, "a") != "b"])', "can([for v in [] : v if v > var.list])"],
    ["try([for o in [] : o if o.name != aws_security_group.counted[0].id], true)"],
    ['can([for o in [] : o if o.name != "b"])'],
  ],
  "what is empty may have been converted": [
    ["(aws_security_group.maybe[*].id) == []", "(var.object[*].name) == []"],
    ["coalesce([], (aws_security_group.counted[*].id)) == []"],
    ["(var.flag ? chunklist(var.list, 2)[0] : []) == []"],
  ],
  "an error in one state leaves the others": [
    ['[for v in var.flag ? toset(["a", null]) : toset(["a", "b"]) : upper(v)]'],
    ["[for k, v in { for i, v in aws_security_group.maybe[*].id : i => v } : v if k != sha256(null)]"],
    ['{ for v in toset(["a", null]) : v => v if contains(var.list, v) }'],
    ['"%{ if var.flag }${upper(null)}%{ else }x%{ endif }"'],
  ],
  "where elements stand is part of what a list is": [
    ['concat(var.list, var.others, ["b"])', 'concat(var.list, ["b"], var.others)'],
    ["sort([var.sure, var.text])", "reverse(sort([var.text, var.sure]))"],
    ['concat(tolist(var.set), ["c"])', 'tolist(setunion(var.set, ["c"]))'],
    ['concat(tolist(toset([var.sure, "b"])), ["c"])', 'tolist(toset([var.sure, "b", "c"]))'],
    ['chunklist(sort([var.sure, "b"]), 1)[0]'],
    ['zipmap(["a", "b"], sort([var.sure, "b"]))'],
    ['format("%s-%s", sort([var.sure, "b"])...)'],
    ['sort([var.sure, "b"]) == ["b", var.sure]'],
  ],
  "an element is not another one": [
    ['can(aws_security_group.keyed["b"].id)', 'can(aws_security_group.keyed["c"].id)'],
    ["[for i in range(2) : (aws_security_group.counted[*].name)[i]]"],
  ],
  "what has no known type is not told apart by its type": [["tomap(merge(var.maps...)) == merge(var.maps...)"]],
  "what is only named may be where a map that is not known has something else": [
    ['aws_security_group.keyed["c"].id', "merge(var.map, { for k, g in aws_security_group.keyed : k => g.id })"],
  ],
  "a key may be null": [['try({ (var.other) = "a", a = "a" }, { a = "b" })']],
  "what is one of several is not converted": [
    ['try([for i in range(0, var.index) : "${i}"][0], "a")'],
    ['concat([for i in range(0, 1) : "${i}"], (var.flag ? ["a"] : []))'],
  ],
  "what has no known type is another thing as a set": [
    ["length(toset(var.any)) == length(var.any)"],
    ["length(toset(values(zipmap(var.list, var.others)))) == length(values(zipmap(var.list, var.others)))"],
  ],
  "keys that are not known may be one, and stand in no known order": [
    ["compact(keys(aws_security_group.titled))"],
    ["length(compact(keys(aws_security_group.titled)))"],
    ['coalescelist(keys(aws_security_group.titled), ["a", "b"])'],
    ["can(one([for k, g in aws_security_group.titled : g.id]))"],
    ['length(compact(concat(tolist(toset(["${var.sure}-x", "${var.other}-x"])), [var.sure]))) > 1'],
    [
      '[for v in [for k, v in try({ for k, m in module.written : m.name => m.id }, { a = "sg-1", b = "sg-2" }) : k] : { name = v }]',
    ],
  ],
  "a branch whose type is not known may be what the other one is converted to": [
    ["tolist([]) == tolist((true ? [] : (aws_security_group.counted[*].id)))"],
    ["tomap({}) == tomap((true ? {} : merge(var.maps...)))"],
    ["(false ? (aws_security_group.counted[*].id) : []) == []"],
    ['(false ? (aws_security_group.counted[*].id) : ["a"]) == tolist(["a"])'],
    ["(false ? merge(var.maps...) : {}) == {}"],
  ],
  "an element of which the key is not known may be of any group": [
    ['{ for v in concat(["a"], var.list) : v => "x"... }'],
    ['{ for v in concat(["a"], var.list) : upper(v) => v... }["A"][0]'],
    ['length({ for v in [var.sure, "b", "c"] : v => "x"... }["b"])'],
    ['length({ for k in keys(aws_security_group.titled) : "x" => k... }["x"])'],
    ['{ for k in keys(aws_security_group.apart) : "x" => k... }["x"][0]'],
  ],
  "a text that holds more than a text ends the JSON around it": [
    ['try(jsondecode("{\\"${jsonencode(var.object)}\\":\\"x\\"}"), { a = "sg-1", b = "sg-2" })'],
    ['can(jsondecode("[\\"${jsonencode(var.list)}\\"]"))'],
    ['can(jsondecode("[${var.text}]"))', 'can(jsondecode("{${var.text}}"))', 'can(jsondecode("[1${var.number}, 2]"))'],
    ['can(yamldecode("[${var.flag ? "]" : ""}"))'],
  ],
  "what is written as it is depends on what it is": [
    ["var.any", '"%{ if true }${format("%v", var.any)}%{ else }x%{ endif }"'],
    ["var.any", 'format("%v", var.any)', 'formatlist("%v", [var.any])[0]'],
    ['"<${var.any}>"', 'format("<%t>", var.any)'],
  ],
  "a branch is not converted to the type of one that is an error, and is to one whose type is not known": [
    ['(false ? toset(keys(var.map)) : toset([for i in range(0, 1) : "${i}"]))'],
    ["(false ? keys(var.map)[0] : length(var.set))"],
    ["(false ? keys(var.map)[0] : 5)", "(var.flag ? keys(var.map)[0] : 5)"],
    ["(false ? var.any : 5)", "(true ? true : var.any)", "(true ? [5] : [var.any])", "(var.flag ? var.any : 5)"],
    ["(true ? { a = 5, b = 6 } : { a = 7, b = var.any }).a", "(true ? { a = 5 } : { a = 7, b = var.any }).a"],
    ["(true ? keys(aws_security_group.titled) : [for i in range(1) : (values(aws_security_group.keyed)[*].id)[i]])"],
  ],
  "a number becomes a text beside what may be texts": [
    [
      "tolist(concat([5], aws_security_group.counted[*].id))",
      "tomap(merge({ z = 5 }, { for k, g in aws_security_group.keyed : k => g.id })).z",
    ],
    ['distinct([for v in flatten([var.rows, [[for i in range(0, 1) : "${i}"]]]) : { name = v, on = "a" }])'],
    [
      "tolist([5, var.any])",
      "tolist([5, var.any])[0]",
      "toset([5, var.any])",
      "tolist([{ a = 5 }, { a = var.any }])[0].a",
    ],
    ["setunion(toset([5, var.any]), toset([6]))", "setsubtract(toset([6, 7]), toset([5, var.any]))"],
    ['lookup(tomap({ a = 5, b = var.any }), "z", 7)', 'setunion(toset([5, 6]), toset([var.any, "a"]))'],
    ["coalesce(5, var.any)", "coalesce(var.any, 5)", "list(5, var.any)[0]", 'map("a", 5, "b", var.any)["a"]'],
    ["concat(tolist([5]), tolist(var.any))[0]", "concat(tolist([5]), tolist(var.any))"],
    ["tolist([{ a = 5, b = var.any }, { a = 6, b = null }])[0].a", "tomap({ a = 5, b = var.any }).a"],
  ],
  "a text may be written otherwise than the number that it is converted to": [
    [
      'csvdecode("a\\n${format("%03d", min((var.number + -1), 0))}")[0].a',
      'tonumber(csvdecode("a\\n${format("%03d", min((var.number + -1), 0))}")[0].a)',
    ],
  ],
  "what is taken of an object that may be null is another thing than the object": [
    ["can(var.object.name)", "can(length((var.object[*].name)[*]))"],
    ["var.object[*]", "var.object[*].name"],
  ],
  "a text of a number is as long as its digits": [
    ['"%{ if true }${jsonencode(length(aws_security_group.counted))}%{ else }x%{ endif }"'],
    ['"%{ if true }${var.flag ? 1 : 0}%{ else }x%{ endif }"'],
  ],
  "elements that are known may stand in an order that is not": [
    "@",
    "@[0]",
    "jsonencode(@)",
    "yamlencode(@)",
    'join(",", @)',
    '"%{ for v in @ }${v}%{ endfor }"',
    '[for i, v in @ : "${i}${v}"]',
    "reverse(@)",
    "slice(@, 0, 1)",
    "distinct(@)",
    'concat(@, ["c"])',
    'flatten([@, ["c"]])',
    '@ == ["b", "a"]',
    "element(@, 0)",
    "chunklist(@, 1)[0]",
    'index(@, "a")',
    'zipmap(["a", "b"], @)',
    'formatlist("%s", @)',
    'format("%s-%s", @...)',
    "compact(@)[0]",
    "tolist(@)[0]",
    "sort(@)",
    'matchkeys(@, ["x", "y"], ["x"])',
    'setproduct(@, ["c"])',
    "{ for i, v in @ : i => v }",
    "(@)[*]",
    "coalesce(@...)",
    "(var.flag ? @ : [])[0]",
    "jsondecode(jsonencode(@))[0]",
    'try(@[0], "x")',
    'cidrsubnets("10.0.0.0/8", [for v in @ : v == "b" ? 4 : 8]...)',
    'templatefile("list.tftpl", { list = @ })',
    "transpose({ a = @ })",
    "toset(@)",
    "length(@)",
  ].map((form) => [
    form.replace(
      "@",
      'values({ for o in [{ name = var.text, on = "a" }, { name = "a", on = "b" }] : o.name => o.on })',
    ),
  ]),
  "a text that is not null may say null": [
    ['jsondecode("[${join(",", [for v in (var.object[*].name) : jsonencode(v)])}]")[0]'],
  ],
  "where an instance is not there that is only named, another element may have its key": [
    [
      '{ (module.made["b"].id) = "a", a = "a" }',
      "{ for o in flatten([[for o in var.objects : { name = o.name, on = o.id }], [for v in [for k, g in aws_security_group.keyed : g.name] : [{ name = v, on = v }]]]) : o.name => o.on }",
    ],
    [
      'aws_security_group.keyed["b"].id',
      "{ for v in concat([for k, g in aws_security_group.keyed : g.name], var.others) : v => v... }",
    ],
  ],
  "distinct, and concat beside further elements, leave out some that have a place": [
    [
      'concat(flatten([concat([{ name = "a", on = "b" }], [{ name = "a", on = "b" }]), [for v in keys(aws_security_group.titled) : [{ name = v, on = v }]]]), [for o in var.objects : { name = o.name, on = o.id }])',
    ],
    [
      'distinct(flatten([concat([{ name = "a", on = "b" }], [{ name = "a", on = "b" }]), [for v in keys(aws_security_group.titled) : [{ name = v, on = v }]]]))',
    ],
  ],
  "further elements of a tuple are converted with those that are known": [
    ['distinct(concat((aws_security_group.maybe[*].id), [for i in range(var.number, 0) : "${i}"]))[1]'],
    ["tolist(concat([1], [for i in range(var.number) : i % 2 == 0]))"],
    ["distinct(concat([for i in range(var.number) : i], [for v in var.list : v]))"],
  ],
  "what may fail in a branch fails only there": [
    ["can(var.object.inner.id)", "can((can(var.object.name) ? { a = var.object.inner.id } : { a = null }).a)"],
    ["can(var.list[0])", "can(var.flag && var.list[0] == 1)"],
    [
      'can(length(setproduct([for row in [for v in (aws_security_group.maybe[*].id) : [v, aws_security_group.maybe[0].id]] : row[0]], toset(["a", "b"]))))',
      "can(aws_security_group.maybe[0].id)",
    ],
    ["can([for v in var.others : aws_security_group.maybe[0].id])", "can(aws_security_group.maybe[0].id)"],
    ["can(aws_security_group.counted[*][aws_security_group.maybe[0].name])", "can(aws_security_group.maybe[0].name)"],
    [
      'can("%{ for v in var.others }${aws_security_group.maybe[0].id}%{ endfor }")',
      "can(aws_security_group.maybe[0].id)",
    ],
    ['can("%{ if var.flag }${var.others[0]}%{ endif }")', "can(var.others[0])"],
    ["can(try(var.others[0], var.list[0]))", "can([var.others[0], var.list[0]])"],
    [
      "can(try(var.others[1], [var.others[0], var.rows[0]][0]))",
      "can(try([var.others[1], var.others[0]][1], var.rows[0]))",
    ],
  ],
  "a splat of a tuple is one": [["(reverse((aws_security_group.counted[*].id))[*]) == []"], ["var.any[*] == []"]],
  "what comes back from JSON is of another type": [
    ['(jsondecode(jsonencode(var.further)) == var.further ? one([]) : { name = "a", on = "a" })'],
  ],
  "a null among what is joined, or names entries": [
    ['can(length((true ? { a = join("-", (var.object[*].name), ["a", "b"]) } : {})))'],
    ['can(zipmap(var.object[*].name, ["a"]))'],
    ['can(join(",", setsubtract((var.object[*].name), ["a"])))'],
  ],
  "elements in no known order are no arguments in that order": [
    ['concat([for v in [for k, g in aws_security_group.titled : k if k != "a-x"] : [v, "a"]]...)'],
  ],
  "a list of a set with further elements": [
    ['sort(toset([for v in setunion(var.set, toset(["a", "b"])) : lookup(var.map, v, "a") if true]))'],
  ],
  "a comparison with no elements of a type": [
    [
      'tolist(concat(var.rows...)) == tolist(regexall("[^,]+", join(",", [])))',
      "tolist(concat(var.rows...)) == tolist([])",
    ],
  ],
  "what may have been a tuple, and is a list": [["tolist(var.any) == var.any"]],
  "a map, and the object that it was": [["merge(var.maps...) == {}", "tomap(merge(var.maps...)) == {}"]],
  "what a function makes of something sensitive is so in all its parts": [
    ['issensitive(regex("^(.)(.)", sensitive(var.text))[0])'],
    ['issensitive(sensitive(["a"])[*][0])', 'issensitive((sensitive(var.flag) ? ["a"] : ["b"])[0])'],
  ],
  "keys of what may be an object": [["keys(jsondecode(jsonencode(var.map))) == []"], ["keys(var.any) == []"]],
  "rows of a list that is flattened may be one": [
    ['flatten([[for v in keys(aws_security_group.titled) : [v, var.any.a]], [["a", "b"]]])'],
  ],
  "beside what is one of several tuples": [
    ["tolist([]) == tolist((false ? (aws_security_group.maybe[*].id) : []))"],
    ["[aws_security_group.maybe[*].id] == [[]]", "{ a = var.object[*].name } == { a = [] }"],
    ["tolist([aws_security_group.maybe[*].id]) == tolist([[]])", 'tomap({ a = var.object[*].name })["a"] == []'],
    ["tolist([aws_security_group.maybe[*].id, []])[0] == []", "tolist([var.any, []])[0] == []"],
    ['tolist([var.object[*].name, ["a"]])[0] == tolist([])', 'tolist([var.any, ["a"]])[0] == tolist([])'],
    ["(true ? [] : (aws_security_group.maybe[*].id)) == []"],
    [
      "(true ? (aws_security_group.maybe[*].id) : []) == []",
      "(var.flag ? (aws_security_group.maybe[*].id) : []) == []",
    ],
    ["(var.other_flag ? (aws_security_group.maybe[*].id) : []) == []", "(false ? [] : (var.object[*].name)) == []"],
    ["(var.other_flag ? (aws_security_group.maybe[*].id) : []) == tolist([])"],
    ["(var.other_flag ? (var.object[*].name) : (aws_security_group.maybe[*].id)) == []"],
    ['(var.other_flag ? (var.object[*].name) : (aws_security_group.maybe[*].id)) == tolist(["a"])'],
    ['(true ? (var.object[*].name) : (aws_security_group.maybe[*].id)) == ["a"]'],
  ],
  "no elements of one type or of another one": [
    ['tolist((false ? ["a", "b"] : (var.object.inner[*].id))) == tolist((var.object.inner[*].id))'],
    ['(false ? ["a", "b"] : (var.object.inner[*].id)) == (var.object.inner[*].id)'],
    ["setsubtract(toset(keys({})), toset((aws_security_group.maybe[*].id))) == toset([])"],
    ["setintersection(toset(keys({})), toset((aws_security_group.maybe[*].id))) == toset([])"],
  ],
  "keys, values and parts of what may have been a map or a list": [
    ["toset(keys(false ? { a = aws_security_group.counted[0].id } : {})) == toset([])"],
    ["values(false ? { a = aws_security_group.counted[0].id } : {}) == []"],
    ["merge((false ? { a = aws_security_group.counted[0].id } : {})) == {}"],
    ["reverse(false ? [aws_security_group.counted[0].id] : []) == []"],
    ["slice((false ? [aws_security_group.counted[0].id] : []), 0, 0) == []"],
    ["(false ? [aws_security_group.counted[0].id] : [])[*] == []"],
    ["zipmap([], (false ? [aws_security_group.counted[0].id] : [])) == {}"],
  ],
  "a set beside a list is a list": [
    ['(true ? toset(["b", "a"]) : tolist(var.any))', 'can((true ? toset(["b", "a"]) : tolist(var.any))[0])'],
    ["(true ? toset([2, 1]) : tolist(var.any)) == tolist([1, 2])"],
    ['{ for k, v in (true ? toset(["b", "a"]) : tolist(var.any)) : k => v }'],
    ["{ for k, v in (var.flag ? toset([var.sure]) : tolist(var.any)) : k => v }"],
    ['(true ? toset(["b", var.sure]) : tolist(var.any))', '(true ? toset(["b", var.sure]) : tolist(var.any))[0]'],
    ['(true ? [toset(["b", "a"])] : [tolist(var.any)])[0]'],
  ],
  "what is an error has no type that others take": [
    ["(false ? { a = aws_security_group.counted[0].id } : {}) == {}"],
    ["(true ? [] : [aws_security_group.counted[0].id]) == []"],
  ],
};

/** The same, where an instance that another expression names would hide it. */
const ALONE: Readonly<Record<string, readonly string[]>> = {
  "a number becomes a text beside what a provider gives": [
    'distinct(concat((aws_security_group.counted[*].id), [for i in range(0, 1) : "${i}"]))',
  ],
  "further elements beside instances that may not be there are of their own type": [
    'distinct(concat((aws_security_group.counted[*].id), [for i in range(length(aws_security_group.maybe), 0) : "${i}"]))[aws_security_group.counted[0].id == "" ? 0 : 0]',
  ],
  "what is among further elements is none of those that a provider gives": [
    '[for v in distinct(concat([for m in module.made : m.id], ["a", "b"])) : { name = v, on = aws_security_group.keyed["a"].id }]',
    'concat(tolist(toset([var.text, "b"])), aws_security_group.counted[*].id)',
  ],
};

describe.each(Object.entries(ALONE))("%s", (_, expressions) => {
  test.each(expressions)("%s", (expression) => {
    expect(contradictions([expression], STATES)).toEqual([]);
  });
});

const found = contradictions(Object.values(FOUND).flat(2), STATES);

describe.each(Object.entries(FOUND))("%s", (_, cases) => {
  test.each(cases.map((one) => [one.at(-1)!, one] as const))("%s", (_, expressions) => {
    expect(found.filter(({ expression }) => expressions.includes(expression))).toEqual([]);
  });
});
