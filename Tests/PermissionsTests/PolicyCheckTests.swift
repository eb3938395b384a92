import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct PolicyCheckTests {
    private func faults(_ change: (inout PolicyDraft) -> Void) throws -> [PolicyFault] {
        let policy = try SmallCity.policy()
        var draft = PolicyDraft(
            platforms: policy.platforms,
            kinds: policy.kinds,
            roles: policy.roles,
            exclusions: policy.exclusions,
            services: policy.services
        )
        change(&draft)
        do {
            _ = try Policy(draft)
            return []
        } catch {
            return error.all.map(\.fault)
        }
    }

    @Test func `names are defined once, and mean something`() throws {
        #expect(try faults { $0.roles.append($0.roles[0]) } == [.definedTwice])
        #expect(
            try faults { $0.roles.append(Role(id: "x", name: "x", functions: ["a.none"], includes: ["y"])) }
                == [.unknownFunction("a.none"), .unknownRole("y")]
        )
        #expect(
            try faults { $0.roles.append(Role(id: "x", name: "x", functions: ["a.view"], kinds: ["moon"])) }
                == [.unknownKind("moon")]
        )
    }

    @Test func `no role includes itself`() throws {
        let circle = try faults {
            $0.roles.append(Role(id: "x", name: "x", functions: [], includes: ["y"]))
            $0.roles.append(Role(id: "y", name: "y", functions: [], includes: ["x"]))
        }
        #expect(circle == [.includesItself(["x", "y", "x"]), .includesItself(["y", "x", "y"])])
    }

    @Test func `no role holds two that exclude each other`() throws {
        #expect(
            try faults {
                $0.roles.append(Role(id: "x", name: "x", functions: [], includes: ["editor", "signer"]))
            }
                == [.holdsExcluded("editor", "signer", rule: "two")]
        )
    }

    @Test func `a service has roles that mean something, administers nothing, and holds none that exclude each other`()
        throws
    {
        func faults(_ roles: RoleID...) throws -> [PolicyFault] {
            try self.faults { $0.services.append(Service(id: "lgsp", name: "x", roles: roles)) }
        }
        #expect(try faults("viewer") == [])
        #expect(try faults("none") == [.unknownRole("none")])
        #expect(try faults() == [.serviceWithoutRoles])
        #expect(try faults("unit-admin") == [.serviceAdministers("unit-admin")])
        #expect(try faults("editor", "signer") == [.holdsExcluded("editor", "signer", rule: "two")])
        let service = Service(id: "lgsp", name: "x", roles: ["viewer"])
        #expect(try self.faults { $0.services = [service, service] } == [.definedTwice])
    }

    @Test func `the roles of a service are its own and those that they include, in the order of the policy`() throws {
        let policy = try SmallCity.policy { $0.services = [Service(id: "lgsp", name: "x", roles: ["editor"])] }
        #expect(policy.roles(of: "lgsp") == ["viewer", "editor"])
        #expect(policy.roles(of: "LGSP") == [] && policy.roles(of: "other") == [])
        #expect(policy.services(with: "viewer").map(\.id) == ["lgsp"] && policy.services(with: "signer").isEmpty)
    }

    @Test(arguments: ["", "a b", "a/b", "lgsp\n", "é", String(repeating: "a", count: 129)])
    func `what can't be a client_id names no service`(text: String) {
        #expect(ServiceID(text) == nil)
    }

    @Test func `no administrator can make one who may do more`() throws {
        let faults = try faults {
            $0.roles.append(
                Role(
                    id: "x",
                    name: "x",
                    functions: [],
                    administration: Role.Administration(roles: ["unit-admin"])
                )
            )
        }
        #expect(
            faults == [
                .administersBeyondItself(through: "unit-admin", role: "editor", at: "city"),
                .administersBeyondItself(through: "unit-admin", role: "viewer", at: "city"),
            ]
        )
    }

    @Test func `functions on personal data ask for two factors`() throws {
        let faults = try faults {
            $0.platforms.append(
                Platform(
                    id: "b",
                    name: "b",
                    functions: [
                        Function(id: "b.x", name: "x", tier: Tier(data: .personal))
                    ]
                )
            )
        }
        #expect(faults == [.tierTooLow(.personal, least: .two)])
    }
}
