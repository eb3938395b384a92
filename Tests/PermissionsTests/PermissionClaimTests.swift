import Directory
import Identity
import Permissions
import TestSupport
import Testing
import Wire

struct PermissionClaimTests {
    private static let endpoint = "https://sso.hue.test/access/v1/evaluation"

    private func grant(
        _ id: GrantID, _ role: RoleID, _ extent: Reach.Extent = .subtree, of unit: UnitID = "H57.01",
        to subject: GrantSubject = .person(SmallCity.clerk)
    ) -> RoleGrant {
        SmallCity.grant(id, subject, role, extent, of: unit)
    }

    private func json(_ claim: PermissionClaim, besides citizen: PermissionClaim? = nil) -> JSONObject {
        claim.json(endpoint: Self.endpoint, besides: citizen)
    }

    @Test func `functions with the same units and demands are one right`() throws {
        let claim = try ClaimCity.claim([grant(1, "viewer"), grant(2, "worker")])
        #expect(claim.roles == ["viewer", "worker"])
        #expect(
            claim.rights.map(\.functions) == [["a.report.view", "a.report.list"], ["a.enter"], ["a.sign", "a.seal"]])
        #expect(claim.rights.map(\.authentication) == [.one, .two, .two])
        #expect(claim.rights.map(\.freshness) == [nil, nil, .minutes(15)])
        #expect(claim.rights.allSatisfy { $0.units == [.subtree("H57.01")] })
    }

    @Test func `functions with other units are rights apart`() throws {
        let claim = try ClaimCity.claim([
            grant(1, "viewer"), grant(2, "all", .unit, of: "H57.02"), grant(3, "resident", .unit, of: "H57.02"),
        ])
        #expect(claim.rights.map(\.functions) == [["a.report.view"], ["a.report.list"], ["a.file", "a.city"]])
        #expect(
            claim.rights.map(\.units) == [
                [.subtree("H57.01"), .unit("H57.02")], [.subtree("H57.01")], [.unit("H57.02")],
            ]
        )
    }

    @Test func `the claim says all this in JSON, functions without the platform's name`() throws {
        let claim = try ClaimCity.claim([
            grant(1, "viewer"), grant(2, "worker"), grant(3, "proposer", .unit, of: "H57.02"),
        ])
        let expected: JSONObject = [
            "platform": "a", "as": "head@H57.01.01", "path": ["H57", "H57.01", "H57.01.01"],
            "access_evaluation_endpoint": .string(Self.endpoint), "roles": ["viewer", "worker", "proposer"],
            "rights": [
                .object(["functions": ["report.view", "report.list"], "units": ["H57.01/*"]]),
                .object(["functions": ["enter"], "units": ["H57.01/*"], "acr": "https://hue.gov.vn/acr/2"]),
                .object([
                    "functions": ["sign", "seal"], "units": ["H57.01/*"], "acr": "https://hue.gov.vn/acr/2",
                    "max_age": 900,
                ]),
            ],
            "ask": ["trace", "propose"],
        ]
        #expect(json(claim) == expected)
    }

    @Test func `audited functions, and those of roles that shut others out, have to be asked about`() throws {
        #expect(try ClaimCity.claim([grant(1, "worker")]).asked == ["a.trace"])
        #expect(try ClaimCity.claim([grant(1, "proposer")]).asked == ["a.propose"])
        // A role that holds an exclusive one is exclusive with all that it gives.
        let chief = try ClaimCity.claim([grant(1, "chief")])
        #expect(chief.asked == ["a.decide", "a.city"] && chief.rights.isEmpty)
        // So is what another role gives as well: which of the two is used, nobody would remember.
        let both = try ClaimCity.claim([grant(1, "chief"), grant(2, "all", of: "H57")])
        #expect(both.asked.contains("a.city") && !both.rights.contains { $0.functions.contains("a.city") })
        #expect(json(try ClaimCity.claim([grant(1, "viewer")]))["ask"] == nil)
    }

    @Test(arguments: [(nil, false), (.one, false), (.two, true)] as [(IdentityLevel?, Bool)])
    func `a function that needs a better identity is not in it`(identity: IdentityLevel?, isThere: Bool) throws {
        let claim = try ClaimCity.claim([grant(1, "resident")], identity: identity)
        #expect(claim.rights.contains { $0.functions.contains("a.file") } == isThere)
        #expect(claim.rights.contains { $0.functions.contains("a.report.view") })
    }

    @Test func `a citizen has no path, and what citizens have`() throws {
        let grants = [grant(1, "viewer"), grant(2, "resident", of: "H57", to: .citizens(.one))]
        let claim = try ClaimCity.claim(grants, as: .citizen)
        #expect(claim.roles == ["resident"] && claim.path.isEmpty)
        #expect(claim.rights.map(\.functions) == [["a.report.view", "a.file"]])
        #expect(json(claim).names == ["platform", "as", "access_evaluation_endpoint", "roles", "rights"])
        #expect(json(claim)["as"] == "citizen")
        let unproven = try ClaimCity.claim(grants, as: .citizen, identity: nil)
        #expect(unproven.rights.isEmpty)
    }

    @Test func `only the acting post counts, and its path is that of its unit`() throws {
        let grants = [
            grant(1, "viewer", to: .holders(of: ClaimCity.head)),
            grant(2, "worker", to: .holders(of: Post("clerk", at: "H57.02"))),
        ]
        #expect(try ClaimCity.claim(grants).roles == ["viewer"])
        let elsewhere = try ClaimCity.claim(grants, as: .post(Post("clerk", at: "H57.02")))
        #expect(elsewhere.rights.isEmpty && elsewhere.path == ["H57", "H57.02"])
        #expect(try ClaimCity.claim(grants, as: .post(Post("head", at: "H57.99"))).path.isEmpty)
    }

    @Test func `what is denied is not in it`() throws {
        let denial = SmallCity.grant(
            2, .person(SmallCity.clerk), "all", .unit, of: "H57.01", effect: .deny)
        let claim = try ClaimCity.claim([grant(1, "all"), denial])
        #expect(claim.rights.map(\.units) == [[.unit("H57.01.01")]])
    }

    @Test func `a platform is told of its own functions and roles only`() throws {
        let grants = [grant(1, "viewer"), grant(2, "other"), grant(3, "worker")]
        let claim = try ClaimCity.claim(grants, on: "b")
        #expect(claim.roles == ["viewer", "other"] && claim.rights.map(\.functions) == [["b.view"]])
        #expect(try ClaimCity.claim(grants, on: "c").rights.isEmpty)
        let unknown = try ClaimCity.claim(grants, on: "none")
        #expect(unknown.roles.isEmpty && unknown.rights.isEmpty && unknown.asked.isEmpty)
    }

    @Test func `what somebody may do as a citizen stands beside, when there is anything`() throws {
        let grants = [grant(1, "viewer"), grant(2, "resident", of: "H57", to: .citizens(.one))]
        let (staff, citizen) = (try ClaimCity.claim(grants), try ClaimCity.claim(grants, as: .citizen))
        let expected: JSONObject = [
            "roles": ["resident"], "rights": [.object(["functions": ["report.view", "file"], "units": ["H57/*"]])],
        ]
        #expect(json(staff, besides: citizen)["citizen"] == .object(expected))
        #expect(json(staff, besides: citizen)["rights"] == json(staff)["rights"])
        #expect(json(staff)["citizen"] == nil)
        #expect(json(staff, besides: try ClaimCity.claim([], as: .citizen))["citizen"] == nil)
    }

    /// The address is what can be made as long as one likes.
    @Test(arguments: [false, true])
    func `a claim at the bound is whole; past it only its head is left`(hasCitizen: Bool) throws {
        let grants = [grant(1, "worker"), grant(2, "resident", of: "H57", to: .citizens(.one))]
        let citizen = hasCitizen ? try ClaimCity.claim(grants, as: .citizen) : nil
        let claim = try ClaimCity.claim(grants)
        func made(_ endpoint: Int) -> JSONObject {
            claim.json(
                endpoint: String(repeating: "e", count: endpoint), besides: citizen)
        }
        let rest = PermissionClaim.bound - JSONWriter.write(made(0)).count
        let whole = made(rest)
        #expect(JSONWriter.write(whole).count == 4096)
        #expect(whole["rights"] != nil && (whole["citizen"] != nil) == hasCitizen)
        #expect(made(rest + 1).names == ["platform", "as", "path", "access_evaluation_endpoint"])
        #expect(OfflineVerifier(made(rest + 1), tree: try ClaimCity.tree()) == nil)
    }

    @Test func `many functions leave a claim that says where to ask`() throws {
        let functions = (0..<600).compactMap { FunctionID("a.many-\($0)") }
            .map { Function(id: $0, name: "f", tier: Tier()) }
        let few = try ClaimCity.claim([grant(1, "all")], functions: Array(functions.prefix(100)))
        #expect(json(few)["rights"] != nil)
        let many = json(try ClaimCity.claim([grant(1, "all")], functions: functions))
        #expect(many["rights"] == nil && many["ask"] == nil && many["roles"] == nil)
        #expect(many["access_evaluation_endpoint"] == .string(Self.endpoint))
        #expect(many["path"] == ["H57", "H57.01", "H57.01.01"])
    }
}
