/** Made by scripts/gen/rules.mjs; change its sources and run `npm run gen`. */
const schema: object = {
 "$schema": "http://json-schema.org/draft-07/schema#",
 "$id": "https://reachlint.dev/schemas/rule.schema.json",
 "title": "reachlint rule",
 "description": "One policy rule. A rule selects entities of the normalized graph and of the flows through it, and says what must not be (`forbid`) or what must be (`for` with `require`). It is data: there is no code in it, no regular expression on addresses and no way to an attribute of one dialect, so that a rule works on Terraform and CloudFormation alike. Every condition is three-valued: true, false, or unknown where the source leaves it open. An entity for which a rule's condition is true is a finding `violated`; one for which it is unknown is a finding `undetermined`; any other is none.",
 "type": "object",
 "additionalProperties": false,
 "required": [
  "id",
  "title",
  "severity",
  "rationale",
  "remediation",
  "references",
  "message"
 ],
 "oneOf": [
  {
   "required": [
    "forbid"
   ]
  },
  {
   "required": [
    "for",
    "require"
   ]
  }
 ],
 "allOf": [
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "hop"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "hop"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/hop"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/hop"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "flow"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "flow"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/flow"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/flow"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "obstacle"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "obstacle"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/obstacle"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/obstacle"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "service"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "service"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/service"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/service"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "registration"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "registration"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/registration"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/registration"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "container"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "container"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/container"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/container"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "portMapping"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "portMapping"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/portMapping"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/portMapping"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "targetGroup"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "targetGroup"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/targetGroup"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/targetGroup"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "loadBalancer"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "loadBalancer"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/loadBalancer"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/loadBalancer"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "filter"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "filter"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/filter"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/filter"
        }
       }
      }
     }
    }
   }
  },
  {
   "if": {
    "anyOf": [
     {
      "required": [
       "forbid"
      ],
      "properties": {
       "forbid": {
        "required": [
         "filterRule"
        ]
       }
      }
     },
     {
      "required": [
       "for"
      ],
      "properties": {
       "for": {
        "required": [
         "filterRule"
        ]
       }
      }
     }
    ]
   },
   "then": {
    "properties": {
     "require": {
      "$ref": "#/definitions/filterRule"
     },
     "severityCases": {
      "items": {
       "properties": {
        "when": {
         "$ref": "#/definitions/filterRule"
        }
       }
      }
     }
    }
   }
  }
 ],
 "properties": {
  "id": {
   "description": "The rule's name, in kebab-case; the same as the name of its file.",
   "type": "string",
   "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
   "maxLength": 100
  },
  "title": {
   "description": "What is wrong where the rule is violated, as a short sentence without a full stop.",
   "type": "string",
   "minLength": 1,
   "maxLength": 120
  },
  "severity": {
   "$ref": "#/definitions/severity",
   "description": "How grave a violation is."
  },
  "severityCases": {
   "description": "Other severities for some of the violations: the first case whose pattern is true for the entity decides; where none is, `severity` does.",
   "type": "array",
   "minItems": 1,
   "items": {
    "type": "object",
    "additionalProperties": false,
    "required": [
     "severity",
     "when"
    ],
    "properties": {
     "severity": {
      "$ref": "#/definitions/severity"
     },
     "when": {
      "description": "A pattern of the entity that the rule is about.",
      "type": "object"
     }
    }
   }
  },
  "rationale": {
   "description": "Why it matters, in Markdown.",
   "type": "string",
   "minLength": 1
  },
  "remediation": {
   "description": "What to do about it, in Markdown.",
   "type": "string",
   "minLength": 1
  },
  "references": {
   "description": "Links to the documentation that the rule rests on.",
   "type": "array",
   "minItems": 1,
   "items": {
    "type": "string",
    "pattern": "^https://"
   }
  },
  "forbid": {
   "$ref": "#/definitions/selection",
   "description": "The entity for which the pattern is true violates the rule.\n\n| pattern | finding |\n|---|---|\n| true | violated |\n| unknown | undetermined |\n| false | none |"
  },
  "for": {
   "$ref": "#/definitions/selection",
   "description": "The entities to which `require` applies."
  },
  "require": {
   "description": "A pattern of the entity named by `for`. The rule is violated where `for` is true and `require` is not, that is, by `for and not require`:\n\n| for | require | finding |\n|---|---|---|\n| true | true | none |\n| true | false | violated |\n| true | unknown | undetermined |\n| unknown | true | none |\n| unknown | false or unknown | undetermined |\n| false | any | none |",
   "type": "object"
  },
  "at": {
   "description": "The place in the source that a finding marks. Of a hop always the ports of the filter rule that decides it. Of a flow: `registration` (where absent), `service`, `targetGroup`, `targetType`, `healthCheck`, `portMapping`, `loadBalancer`. Of a registration: `registration` (where absent), `container`, `port`, `targetGroup`. Of an obstacle its own place. Of any other entity the entity itself.",
   "enum": [
    "registration",
    "service",
    "targetGroup",
    "targetType",
    "healthCheck",
    "portMapping",
    "loadBalancer",
    "container",
    "port"
   ]
  },
  "message": {
   "description": "Templates of the finding's message. A placeholder in braces, such as `{service}`, is replaced; which there are depends on the entity.",
   "type": "object",
   "additionalProperties": false,
   "required": [
    "violated",
    "undetermined"
   ],
   "properties": {
    "violated": {
     "description": "Where the rule is violated.",
     "type": "string",
     "minLength": 1
    },
    "undetermined": {
     "description": "Where that cannot be known from the source.",
     "type": "string",
     "minLength": 1
    }
   }
  },
  "repair": {
   "description": "Template of the repair in words: the smallest change that settles the finding.",
   "type": "string",
   "minLength": 1
  }
 },
 "definitions": {
  "severity": {
   "enum": [
    "error",
    "warning",
    "note"
   ]
  },
  "selection": {
   "type": "object",
   "minProperties": 1,
   "maxProperties": 1,
   "additionalProperties": false,
   "properties": {
    "hop": {
     "$ref": "#/definitions/hop"
    },
    "flow": {
     "$ref": "#/definitions/flow"
    },
    "obstacle": {
     "$ref": "#/definitions/obstacle"
    },
    "service": {
     "$ref": "#/definitions/service"
    },
    "registration": {
     "$ref": "#/definitions/registration"
    },
    "container": {
     "$ref": "#/definitions/container"
    },
    "portMapping": {
     "$ref": "#/definitions/portMapping"
    },
    "targetGroup": {
     "$ref": "#/definitions/targetGroup"
    },
    "loadBalancer": {
     "$ref": "#/definitions/loadBalancer"
    },
    "filter": {
     "$ref": "#/definitions/filter"
    },
    "filterRule": {
     "$ref": "#/definitions/filterRule"
    }
   }
  },
  "ports": {
   "description": "A set of ports: one, a range, or several joined by commas.",
   "oneOf": [
    {
     "type": "integer",
     "minimum": 0,
     "maximum": 65535
    },
    {
     "type": "string",
     "pattern": "^[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*$"
    }
   ]
  },
  "addresses": {
   "description": "A set of addresses: CIDR blocks joined by commas.",
   "type": "string",
   "pattern": "^[0-9a-fA-F:.]+/[0-9]{1,3}(,[0-9a-fA-F:.]+/[0-9]{1,3})*$"
  },
  "portRelations": {
   "description": "Relations of a set of ports A, of which it is known that it holds at least `must` and at most `may`, to the set B given here. Several are joined by `and`.",
   "type": "object",
   "minProperties": 1,
   "additionalProperties": false,
   "properties": {
    "meets": {
     "$ref": "#/definitions/ports",
     "description": "A and B have a port in common.\n\n| | truth |\n|---|---|\n| must ∩ B is not empty | true |\n| may ∩ B is empty | false |\n| else | unknown |"
    },
    "covers": {
     "$ref": "#/definitions/ports",
     "description": "A holds all of B.\n\n| | truth |\n|---|---|\n| B ⊆ must | true |\n| B ⊄ may | false |\n| else | unknown |"
    },
    "within": {
     "$ref": "#/definitions/ports",
     "description": "A lies in B (the empty set does).\n\n| | truth |\n|---|---|\n| may ⊆ B | true |\n| must ⊄ B | false |\n| else | unknown |"
    },
    "outside": {
     "$ref": "#/definitions/ports",
     "description": "A and B have no port in common: not `meets`.\n\n| | truth |\n|---|---|\n| may ∩ B is empty | true |\n| must ∩ B is not empty | false |\n| else | unknown |"
    }
   }
  },
  "addressRelations": {
   "description": "Relations of a set of addresses to the CIDR blocks given here, with the truth tables of the port relations. A peer that is a security group or a prefix list outside the scan holds unknown addresses.",
   "type": "object",
   "minProperties": 1,
   "additionalProperties": false,
   "properties": {
    "meets": {
     "$ref": "#/definitions/addresses",
     "description": "They have an address in common."
    },
    "covers": {
     "$ref": "#/definitions/addresses",
     "description": "It holds all of these addresses."
    },
    "within": {
     "$ref": "#/definitions/addresses",
     "description": "It holds only these addresses."
    },
    "outside": {
     "$ref": "#/definitions/addresses",
     "description": "They have no address in common."
    }
   }
  },
  "number": {
   "description": "A number, or its bounds (inclusive). A number that is not known is unknown; one that is not written is false for every condition.",
   "oneOf": [
    {
     "type": "number"
    },
    {
     "type": "object",
     "minProperties": 1,
     "additionalProperties": false,
     "properties": {
      "atLeast": {
       "type": "number"
      },
      "atMost": {
       "type": "number"
      }
     }
    }
   ]
  },
  "flag": {
   "description": "What the property must be. Unknown where the source leaves it open.",
   "type": "boolean"
  },
  "hop": {
   "description": "One hop of a flow: what a load balancer's security groups, a network ACL or the target's security groups do with the packets, for one pair of subnets. Hops at which nothing filters are no entities, nor are undetermined ones of a flow without a listener, a mapped port or an instance. Hops that one line would open (a rule of the same filter, for the same ports, from or to the same others) are one finding, whatever flows and pairs of subnets they are of. A finding is a violation only where the engine has proven something of the hop; where packets may not come that way it is undetermined.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/hop",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/hop"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/hop",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "kind": {
     "description": "Where on the path. Always known.",
     "$ref": "#/definitions/hopKinds"
    },
    "blocks": {
     "description": "How much of what must pass here is closed. `part` and `all` exclude each other, so that one defect is one finding: a hop that is undetermined is open or else counts as the worst that it may be.\n\n| hop | proven open | `none` | `part` | `all` |\n|---|---|---|---|---|\n| open | all | true | false | false |\n| partial (some port is proven closed) | any | false | true | false |\n| closed (every port is proven closed) | none | false | false | true |\n| undetermined | nothing | unknown | false | unknown |\n| undetermined | something | unknown | unknown | false |",
     "oneOf": [
      {
       "enum": [
        "none",
        "part",
        "all"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "none",
         "part",
         "all"
        ]
       }
      }
     ]
    },
    "required": {
     "$ref": "#/definitions/portRelations",
     "description": "The ports that must pass here: the flow's, or the load balancer's own ports on the way back. Always known."
    },
    "open": {
     "$ref": "#/definitions/portRelations",
     "description": "Those of them that pass. What is not proven to be closed may pass."
    },
    "blocked": {
     "$ref": "#/definitions/portRelations",
     "description": "Those of them that do not pass. What is not proven to be open may not pass; `closed` has only what is proven."
    },
    "closed": {
     "$ref": "#/definitions/portRelations",
     "description": "Those of them that are proven not to pass, on a way that packets certainly take. Always known; empty where nothing is proven, or where it is not known which port is required."
    },
    "range": {
     "description": "Where dynamic host ports must pass: whether these are the default range of agent and kernel, or one that user data or an option says. False for every value where the ports are not dynamic.",
     "oneOf": [
      {
       "enum": [
        "default",
        "configured"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "default",
         "configured"
        ]
       }
      }
     ]
    },
    "repeatsTraffic": {
     "$ref": "#/definitions/flag",
     "description": "The hop is of a health check, and the traffic of the same registration, which needs the same ports of the same protocol, has the same to tell at this filter: it is proven closed there too where this hop is, else it is not open either. Always known."
    },
    "flow": {
     "$ref": "#/definitions/flow",
     "description": "The flow that the hop is of."
    }
   }
  },
  "hopKinds": {
   "oneOf": [
    {
     "$ref": "#/definitions/hopKind"
    },
    {
     "type": "array",
     "minItems": 1,
     "uniqueItems": true,
     "items": {
      "$ref": "#/definitions/hopKind"
     }
    }
   ]
  },
  "hopKind": {
   "enum": [
    "load-balancer-egress",
    "load-balancer-acl-out",
    "target-acl-in",
    "target-ingress",
    "return-target-acl-out",
    "return-load-balancer-acl-in"
   ]
  },
  "flow": {
   "description": "The path from one load balancer through one target group to one container of a service, for traffic or for health checks.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/flow",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/flow"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/flow",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "purpose": {
     "description": "Always known.",
     "enum": [
      "traffic",
      "health-check"
     ]
    },
    "portMapping": {
     "description": "How the container gets the port that the load balancer must reach: `dynamic` (the agent picks a host port), `static` (a host port is written), `task` (the task has an interface of its own). Unknown where the network mode or the host port is.",
     "oneOf": [
      {
       "enum": [
        "dynamic",
        "static",
        "task"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "dynamic",
         "static",
         "task"
        ]
       }
      }
     ]
    },
    "protocol": {
     "description": "Always known.",
     "enum": [
      "tcp",
      "udp"
     ]
    },
    "required": {
     "$ref": "#/definitions/portRelations",
     "description": "The ports that the load balancer must reach. Where not even they are known, every relation is unknown."
    },
    "open": {
     "$ref": "#/definitions/portRelations",
     "description": "Those of them that it reaches on every pair of subnets. What is not proven to be closed may be reached."
    },
    "repeatsTraffic": {
     "$ref": "#/definitions/flag",
     "description": "The flow is a health check for which the traffic of the same registration needs the same ports of the same protocol, so that a defect of it is one of the traffic too. Always known."
    },
    "obstacles": {
     "type": "object",
     "description": "What stands in its way besides filters. Always known.",
     "minProperties": 1,
     "additionalProperties": false,
     "properties": {
      "some": {
       "$ref": "#/definitions/obstacle"
      },
      "every": {
       "$ref": "#/definitions/obstacle"
      },
      "none": {
       "$ref": "#/definitions/obstacle"
      }
     }
    },
    "service": {
     "$ref": "#/definitions/service"
    },
    "registration": {
     "$ref": "#/definitions/registration"
    },
    "targetGroup": {
     "$ref": "#/definitions/targetGroup",
     "description": "Unknown where the target group is not known; false where there is none (a classic load balancer)."
    },
    "loadBalancer": {
     "$ref": "#/definitions/loadBalancer",
     "description": "Unknown where the load balancer is not known."
    }
   }
  },
  "obstacle": {
   "description": "Something other than a filter that stands between a load balancer and a container.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/obstacle",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/obstacle"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/obstacle",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "kind": {
     "description": "Always known. `zone-not-served`: the load balancer has no subnet in the zone of a target subnet. `vpc-mismatch`: the two sides are in different VPCs. `target-type-mismatch`, `load-balancer-type`, `network-mode`, `launch-type`: combinations that AWS does not register. `classic-port`: a classic load balancer sends to other ports than the container's. `port-not-mapped`, `container-not-found`: the service names what the task definition does not have. `health-port-not-mapped`: nothing listens on the health check's port. `no-listener`: no listener forwards to the target group. `no-instances`: no instance joins the cluster. `hosts-registered`: the instances themselves are registered with the target group too, at its own port, beside dynamic host ports. `middlebox-route`: the traffic takes a detour. `closed-each-way`: whichever of the ways that the source leaves open packets take, it is closed, but each at another filter, so that no single one is proven to be at fault.",
     "oneOf": [
      {
       "enum": [
        "zone-not-served",
        "vpc-mismatch",
        "target-type-mismatch",
        "load-balancer-type",
        "network-mode",
        "launch-type",
        "classic-port",
        "port-not-mapped",
        "container-not-found",
        "health-port-not-mapped",
        "no-listener",
        "no-instances",
        "hosts-registered",
        "middlebox-route",
        "closed-each-way"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "zone-not-served",
         "vpc-mismatch",
         "target-type-mismatch",
         "load-balancer-type",
         "network-mode",
         "launch-type",
         "classic-port",
         "port-not-mapped",
         "container-not-found",
         "health-port-not-mapped",
         "no-listener",
         "no-instances",
         "hosts-registered",
         "middlebox-route",
         "closed-each-way"
        ]
       }
      }
     ]
    },
    "certain": {
     "$ref": "#/definitions/flag",
     "description": "True where it is proven that it is there, on a way that packets certainly take; else unknown."
    },
    "flow": {
     "$ref": "#/definitions/flow",
     "description": "The flow in whose way it stands."
    }
   }
  },
  "service": {
   "description": "A service.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/service",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/service"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/service",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "launchType": {
     "description": "Unknown where it is not written: then capacity providers decide.",
     "oneOf": [
      {
       "enum": [
        "EC2",
        "FARGATE",
        "EXTERNAL",
        "MANAGED_INSTANCES"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "EC2",
         "FARGATE",
         "EXTERNAL",
         "MANAGED_INSTANCES"
        ]
       }
      }
     ]
    },
    "schedulingStrategy": {
     "enum": [
      "REPLICA",
      "DAEMON"
     ]
    },
    "desiredCount": {
     "$ref": "#/definitions/number"
    },
    "registrations": {
     "$ref": "#/definitions/manyRegistrations",
     "description": "Its registrations with load balancers."
    }
   }
  },
  "registration": {
   "description": "One entry of a service's load balancers: the container and port that are registered with a target group.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/registration",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/registration"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/registration",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "mapped": {
     "$ref": "#/definitions/flag",
     "description": "The service's task definition has the container, and the container maps the port. A name or port with the same symbol on both sides is the same although neither is known. Unknown where the task definition is outside the scan."
    },
    "networkMode": {
     "description": "The network mode of the service's task definition; `bridge` where none is written.",
     "oneOf": [
      {
       "enum": [
        "bridge",
        "host",
        "awsvpc",
        "none",
        "nat"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "bridge",
         "host",
         "awsvpc",
         "none",
         "nat"
        ]
       }
      }
     ]
    },
    "service": {
     "$ref": "#/definitions/service"
    },
    "targetGroup": {
     "$ref": "#/definitions/targetGroup",
     "description": "Unknown where the target group is not known; false where there is none (a classic load balancer)."
    }
   }
  },
  "manyRegistrations": {
   "type": "object",
   "minProperties": 1,
   "additionalProperties": false,
   "properties": {
    "some": {
     "$ref": "#/definitions/registration",
     "description": "True where it is true of one that certainly exists; false where it is false of all and there are no others; else unknown."
    },
    "every": {
     "$ref": "#/definitions/registration",
     "description": "`none` of the negated pattern."
    },
    "none": {
     "$ref": "#/definitions/registration",
     "description": "Not `some`."
    }
   }
  },
  "container": {
   "description": "A container of a task definition.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/container",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/container"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/container",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "cpu": {
     "$ref": "#/definitions/number",
     "description": "Units of CPU."
    },
    "memory": {
     "$ref": "#/definitions/number",
     "description": "The hard limit in MiB."
    },
    "memoryReservation": {
     "$ref": "#/definitions/number",
     "description": "The soft limit in MiB."
    },
    "taskMemory": {
     "$ref": "#/definitions/number",
     "description": "The limit of the whole task in MiB."
    },
    "networkMode": {
     "$ref": "#/definitions/registration/properties/networkMode"
    },
    "portMappings": {
     "type": "object",
     "minProperties": 1,
     "additionalProperties": false,
     "properties": {
      "some": {
       "$ref": "#/definitions/portMapping"
      },
      "every": {
       "$ref": "#/definitions/portMapping"
      },
      "none": {
       "$ref": "#/definitions/portMapping"
      }
     }
    }
   }
  },
  "portMapping": {
   "description": "One port mapping of a container.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/portMapping",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/portMapping"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/portMapping",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "containerPort": {
     "$ref": "#/definitions/number"
    },
    "hostPort": {
     "$ref": "#/definitions/number",
     "description": "As written; 0 and not written both leave the choice to the agent in bridge mode."
    },
    "protocol": {
     "enum": [
      "tcp",
      "udp"
     ]
    },
    "networkMode": {
     "$ref": "#/definitions/registration/properties/networkMode"
    }
   }
  },
  "targetGroup": {
   "description": "A target group.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/targetGroup",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/targetGroup"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/targetGroup",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "targetType": {
     "oneOf": [
      {
       "enum": [
        "instance",
        "ip",
        "lambda",
        "alb"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "instance",
         "ip",
         "lambda",
         "alb"
        ]
       }
      }
     ]
    },
    "healthCheckPort": {
     "enum": [
      "traffic-port",
      "fixed"
     ],
     "description": "Whether the health check goes to each target's own port or to one number."
    },
    "hasListener": {
     "$ref": "#/definitions/flag",
     "description": "A listener, or one of its rules, forwards to it. Unknown where there is a listener whose target groups are not all known, or where the target group is outside the scan."
    }
   }
  },
  "loadBalancer": {
   "description": "A load balancer.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/loadBalancer",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/loadBalancer"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/loadBalancer",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "type": {
     "oneOf": [
      {
       "enum": [
        "application",
        "network",
        "gateway",
        "classic"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "application",
         "network",
         "gateway",
         "classic"
        ]
       }
      }
     ]
    },
    "internal": {
     "$ref": "#/definitions/flag"
    }
   }
  },
  "filter": {
   "description": "A security group or a network ACL.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/filter",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/filter"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/filter",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "kind": {
     "enum": [
      "security-group",
      "network-acl"
     ],
     "description": "Always known."
    },
    "isDefault": {
     "$ref": "#/definitions/flag",
     "description": "It is its VPC's default one."
    },
    "rules": {
     "type": "object",
     "description": "Its filter rules of both directions.",
     "minProperties": 1,
     "additionalProperties": false,
     "properties": {
      "some": {
       "$ref": "#/definitions/filterRule"
      },
      "every": {
       "$ref": "#/definitions/filterRule"
      },
      "none": {
       "$ref": "#/definitions/filterRule"
      }
     }
    }
   }
  },
  "filterRule": {
   "description": "An entry of a security group or network ACL, taken by itself.",
   "type": "object",
   "additionalProperties": false,
   "properties": {
    "not": {
     "$ref": "#/definitions/filterRule",
     "description": "Kleene's negation: true and false change places, unknown stays."
    },
    "anyOf": {
     "type": "array",
     "minItems": 1,
     "items": {
      "$ref": "#/definitions/filterRule"
     },
     "description": "True where one is true, false where all are false, else unknown."
    },
    "proven": {
     "$ref": "#/definitions/filterRule",
     "description": "True where the pattern is true; false where it is false or unknown."
    },
    "direction": {
     "enum": [
      "ingress",
      "egress"
     ],
     "description": "Always known."
    },
    "action": {
     "enum": [
      "allow",
      "deny"
     ],
     "description": "Always known."
    },
    "protocol": {
     "description": "As written; `all` is every protocol, `other` any but these.",
     "oneOf": [
      {
       "enum": [
        "tcp",
        "udp",
        "icmp",
        "all",
        "other"
       ]
      },
      {
       "type": "array",
       "minItems": 1,
       "uniqueItems": true,
       "items": {
        "enum": [
         "tcp",
         "udp",
         "icmp",
         "all",
         "other"
        ]
       }
      }
     ]
    },
    "ports": {
     "$ref": "#/definitions/portRelations",
     "description": "The ports that it names; all where its protocol has none."
    },
    "peers": {
     "$ref": "#/definitions/addressRelations",
     "description": "The addresses that it names."
    },
    "overruled": {
     "$ref": "#/definitions/flag",
     "description": "It stands apart from a filter that has rules of its own in the same direction, and the next apply removes it. Unknown where the rule only may be there."
    },
    "of": {
     "$ref": "#/definitions/filter",
     "description": "The security group or network ACL that it is an entry of."
    }
   }
  }
 }
};
export default schema;
