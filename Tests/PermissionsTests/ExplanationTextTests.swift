import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct ExplanationTextTests {
    private static let head = Post("head", at: "H57.01")

    private func text(
        _ decision: Decision, chain: GrantChain? = nil, nearest: NearMiss? = nil,
        for audience: ExplanationText.Audience = .administrators
    ) throws -> ExplanationText {
        let question = Question(
            person: SmallCity.clerk, function: "a.view", unit: "H57.01", moment: .hour(1), session: .best(at: .hour(1)))
        return ExplanationText(
            Explanation(question: question, decision: decision, chain: chain, nearest: nearest),
            names: try SampleNames.names(), for: audience)
    }

    static let denials: [(reason: DenyReason, facts: [String])] = [
        (.outsideOfSnapshot, []), (.unknownFunction, []), (.groupOfFunctions, []), (.unknownUnit, []),
        (.denied(by: 31), ["g-31"]), (.excludedAtUnit(grant: 32), ["g-32"]), (.excludedInSession(grant: 33), ["g-33"]),
        (.principalMayNot(grant: 34), ["g-34"]), (.noGrant, []),
    ]

    /// A reason that is new has to be named here, and so comes into the table.
    private static func place(of reason: DenyReason) -> Int {
        switch reason {
        case .outsideOfSnapshot: 0
        case .unknownFunction: 1
        case .groupOfFunctions: 2
        case .unknownUnit: 3
        case .denied: 4
        case .excludedAtUnit: 5
        case .excludedInSession: 6
        case .principalMayNot: 7
        case .noGrant: 8
        }
    }

    @Test(arguments: denials)
    func `a denial says what was asked and why not`(reason: DenyReason, facts: [String]) throws {
        let text = try text(.deny(reason))
        text.verdict.expectSound(["[a.view]", "Sở Một [H57.01]"] + facts)
        #expect(text.verdict.vietnamese.hasPrefix("Không được phép") && text.verdict.english.hasPrefix("Denied"))
        #expect(text.reasons.isEmpty)
    }

    @Test func `every denial has a text of its own`() throws {
        #expect(Set(Self.denials.map { Self.place(of: $0.reason) }) == Set(0...8))
        #expect(Set(try Self.denials.map { try text(.deny($0.reason)).verdict }).count == 9)
    }

    @Test func `a permit says what is permitted, where`() throws {
        let verdict = try text(.permit(Permit(grant: 1, role: "viewer"))).verdict
        verdict.expectSound(["[a.view]", "Sở Một [H57.01]"])
        #expect(verdict.vietnamese.hasPrefix("Được phép") && verdict.english.hasPrefix("Permitted"))
    }

    @Test(
        arguments: [
            (.two, nil, nil, ["định danh mức 2"], ["identity level 2"]),
            (nil, .three, nil, ["xác thực mức 3"], ["authentication level 3"]),
            (nil, nil, .minutes(15), ["đăng nhập trong vòng 15 phút"], ["a sign-in within 15 minutes"]),
            (
                .one, .four, .hours(1), ["định danh mức 1", "xác thực mức 4", "đăng nhập trong vòng 60 phút"],
                ["identity level 1", "authentication level 4", "a sign-in within 60 minutes"]
            ),
        ] as [(IdentityLevel?, AuthenticationLevel?, Duration?, [String], [String])])
    func `a step up says all that is lacking, and nothing else`(
        identity: IdentityLevel?, authentication: AuthenticationLevel?, freshness: Duration?, vietnamese: [String],
        english: [String]
    ) throws {
        let step = try #require(
            StepUp(identity: identity, authentication: authentication, freshness: freshness))
        let verdict = try text(.stepUp(step)).verdict
        verdict.expectSound(["[a.view]", "Sở Một [H57.01]"])
        #expect(verdict.vietnamese.contains("(\(vietnamese.joined(separator: ", ")))"))
        #expect(verdict.english.contains("(\(english.joined(separator: ", ")))"))
        // A sign-in doesn't mend what the identity lacks.
        #expect(verdict.english.contains("the sign-in must be better") == (identity == nil))
        #expect(verdict.vietnamese.contains("cần xác thực thêm") == (identity == nil))
    }

    @Test(
        arguments: [
            (.person, []), (.standIn(for: SmallCity.boss, grant: 5), [SampleNames.boss, "g-5"]),
            (.holder(of: head), ["head", "Sở Một [H57.01]"]),
            (.everyone(at: "dept", post: head), ["[dept]", "head", "Sở Một [H57.01]"]), (.citizen(.two), ["2"]),
        ] as [(HowHeld, [String])])
    func `the chain names grant, giver, time, standing, roles, functions and units`(
        standing: HowHeld, facts: [String]
    ) throws {
        let chain = GrantChain(
            grant: 7, grantedBy: SmallCity.boss, period: .hours(0, 9), through: standing, roles: ["editor", "viewer"],
            functions: ["a.view", "a.edit"], units: ["H57", "H57.01"])
        let reasons = try text(.permit(Permit(grant: 7, role: "editor")), chain: chain).reasons
        try #require(reasons.count == 5)
        reasons[0].expectSound(["g-7", SampleNames.boss, "hour 0", "hour 9"])
        reasons[1].expectSound(facts)
        reasons[2].expectSound(["[editor] → ", "[viewer]"])
        reasons[3].expectSound(["a.view ⊃ a.edit"])
        reasons[4].expectSound(["Huế [H57] › Sở Một [H57.01]"])
    }

    @Test(arguments: [true, false])
    func `a platform's text names no other people, and posts only where it knows them`(knowsPosts: Bool) throws {
        let audience = ExplanationText.Audience.platform(knowsPosts: knowsPosts)
        let permit = Decision.permit(Permit(grant: 7, role: "editor"))
        for through in [
            .person, .standIn(for: SmallCity.boss, grant: 5), .holder(of: Self.head),
            .everyone(at: "dept", post: Self.head), .citizen(.two),
        ] as [HowHeld] {
            let chain = GrantChain(
                grant: 7, grantedBy: SmallCity.boss, period: .hours(0, 9), through: through,
                roles: ["editor", "viewer"], functions: ["a.view", "a.edit"], units: ["H57", "H57.01"])
            let reasons = try text(permit, chain: chain, for: audience).reasons
            try #require(reasons.count == 5)
            reasons[0].expectSound(["g-7", "hour 0", "hour 9"])
            #expect(reasons[0].vietnamese.contains("do một người quản trị giao"))
            #expect(reasons[0].english.contains("given by an administrator"))
            for text in reasons.flatMap({ [$0.vietnamese, $0.english] }) {
                #expect(!text.contains(SampleNames.boss), "\(text)")
            }
            let isOfPost = reasons[1].vietnamese.contains("head")
            switch through {
            case .holder, .everyone: #expect(isOfPost == knowsPosts)
            case .person, .standIn, .citizen: #expect(!isOfPost)
            }
        }
        for (miss, fact) in [
            (.otherPersona(.post(Self.head), 7), "head"), (.elsewhere(7, anchor: "H57.02", steps: 2), "H57.02"),
        ] as [(NearMiss, String)] {
            let reason = try #require(try text(.deny(.noGrant), nearest: miss, for: audience).reasons.first)
            reason.expectSound(["g-7"])
            #expect(reason.vietnamese.contains(fact) == knowsPosts && reason.english.contains(fact) == knowsPosts)
        }
    }

    @Test(
        arguments: [
            (.always, "không thời hạn", "without an end"), (.hours(2), "từ hour 2", "from hour 2"),
            (Period(from: Period.always.from, until: .hour(3))!, "đến trước hour 3", "until hour 3"),
            (.hours(2, 3), "từ hour 2 đến trước hour 3", "from hour 2 until hour 3"),
        ] as [(Period, String, String)])
    func `a time is told as far as it has a beginning and an end`(
        period: Period, vietnamese: String, english: String
    ) throws {
        let chain = GrantChain(
            grant: 7, grantedBy: nil, period: period, through: .person, roles: ["viewer"], functions: ["a.view"],
            units: ["H57"])
        let reason = try #require(try text(.permit(Permit(grant: 7, role: "viewer")), chain: chain).reasons.first)
        #expect(reason.vietnamese == "Căn cứ: g-7 do người vận hành hệ thống giao, \(vietnamese)")
        #expect(reason.english == "Because of: g-7, given by the operators, \(english)")
    }

    @Test(
        arguments: [
            (.notAtThisTime(41, period: .hours(5, 6)), ["g-41", "hour 5", "hour 6"]),
            (.otherPersona(.post(head), 42), ["g-42", "head – Sở Một [H57.01]"]),
            (.otherPersona(.citizen, 42), ["g-42"]), (.inNoPost(46), ["g-46"]),
            (.elsewhere(43, anchor: "H57.02", steps: 2), ["g-43", "Sở Hai [H57.02]", "2"]),
            (.notOnThisKind(44, role: "editor", kind: "div"), ["g-44", "[editor]", "[div]"]),
            (.notOnThisKind(45, role: "editor", kind: nil), ["g-45", "[editor]"]),
            (.needsRole(["editor", "signer"]), ["[editor]", "[signer]"]), (.needsRole([]), []),
        ] as [(NearMiss, [String])])
    func `what is nearest to permitting is told with what it is about`(miss: NearMiss, facts: [String]) throws {
        let reasons = try text(.deny(.noGrant), nearest: miss).reasons
        try #require(reasons.count == 1)
        reasons[0].expectSound(facts)
    }

    @Test func `who and what has no name is told by id, and a person not at all`() throws {
        let names = try SampleNames.names()
        #expect(names.text("H57.99" as UnitID) == "H57.99")
        names.text(PersonID.number(99)).expectSound([])
        #expect(!names.text(PersonID.number(99)).english.contains(PersonID.number(99).text))
        #expect(names.text("none" as RoleID) == "none")
        #expect(names.text("moon" as UnitKind) == "moon" && names.text("a.none" as FunctionID) == "a.none")
        #expect(names.text(Post("head", at: "H57.01")).vietnamese == "head – Sở Một [H57.01]")
    }

    @Test func `the people whom reasons name are the giver and whoever is stood in for`() throws {
        func people(_ standing: HowHeld, by giver: PersonID?) -> [PersonID] {
            let chain = GrantChain(
                grant: 7, grantedBy: giver, period: .always, through: standing, roles: [], functions: [], units: [])
            let question = Question(
                person: SmallCity.clerk, function: "a.view", unit: "H57", moment: .hour(1),
                session: .best(at: .hour(1)))
            return Explanation(question: question, decision: .deny(.noGrant), chain: chain, nearest: nil).people
        }
        #expect(people(.person, by: SmallCity.boss) == [SmallCity.boss])
        #expect(people(.person, by: nil) == [])
        let standIn = HowHeld.standIn(for: SmallCity.admin, grant: 2)
        #expect(people(standIn, by: SmallCity.boss) == [SmallCity.boss, SmallCity.admin])
        #expect(people(standIn, by: nil) == [SmallCity.admin])
    }
}
