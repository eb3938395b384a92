import Wire

/// What the page of a person's rights shows.
struct RightsPage {
    let platformName: String
    let name: String
    let unit: String
    let places: [Place]
    let answers: [Row]

    /// The other units, and the other capacities, in which the same question can be asked.
    struct Place {
        let title: String
        let address: String
    }

    struct Row {
        let name: String
        let title: String
        let decision: String
        let verdict, englishVerdict: String
        let reasons: [String]
        /// Where the person signs in again; `nil` where that wouldn't help.
        let stepUp: String?
        /// The level of the e-identity that the person would need.
        let identityLevel: String?

        init(_ answer: AuthorizationAPI.Answer) {
            name = answer.function.name
            title = answer.function.title
            verdict = answer.verdict
            englishVerdict = answer.englishVerdict
            reasons = answer.reasons
            identityLevel = answer.identityLevel.map(String.init)
            stepUp = answer.identityLevel == nil ? answer.stepUp.map(Self.address) : nil
            decision =
                if answer.isPermitted { "permit" } else if identityLevel != nil { "identity" } else {
                    stepUp == nil ? "deny" : "step-up"
                }
        }

        private static func address(_ stepUp: AuthorizationAPI.StepUp) -> String {
            var parameters: [(String, String)] = []
            if let values = stepUp.acrValues { parameters.append(("acr_values", values)) }
            if let age = stepUp.maxAge { parameters.append(("max_age", String(age))) }
            return Path.login + "?" + FormParameters(parameters).encoded()
        }
    }

    init(
        platformName: String, _ answers: [AuthorizationAPI.Answer], of person: SignedInPerson, at unit: String,
        as persona: String?, top: String
    ) {
        self.platformName = platformName
        name = person.name
        self.unit = unit
        self.answers = answers.map(Row.init)
        func address(_ parameters: [(String, String)]) -> String {
            Path.rights + "?" + FormParameters(parameters).encoded()
        }
        let units = person.path.map { Place(title: $0, address: address([("unit", $0)])) }
        places =
            units + [
                Place(title: "Công dân (as a citizen)", address: address([("persona", "citizen"), ("unit", top)]))
            ]
    }
}
