import Foundation
import LDAPTestSupport
import Testing

extension EndToEnd.Commands {
    /// `kill -9` of ours in the midst: the last good state stays, and the next run goes on from it.
    @Suite struct DirectoryKillTests {
        private static let plan = Slapd.Plan().with { plan in
            plan.layout = .nested
            plan.people = 60
        }
        private static let department =
            "ou=Sở Khoa học và Công nghệ,ou=Ủy ban nhân dân thành phố Huế,ou=don-vi,\(Slapd.base)"

        @Test(arguments: [500, 40_000])
        func `apply that is killed while it reads has changed nothing`(place: Int) async throws {
            try await DirectoryCity.run(Self.plan) { directory in
                #expect(try await directory("apply", "--yes").code == 0)
                let before = try await directory.units()
                try await directory.slapd.rename(Self.department, to: "ou=Sở Mẫu")
                try await FailingProxy.run(to: directory.slapd.socket, [.stall(place)]) { proxy in
                    try directory.connect([proxy.url])
                    let process = try directory.start("apply", "--yes")
                    try await proxy.untilStalled()
                    process.send(.kill)
                    _ = try await process.end
                }
                #expect(try await directory.units() == before)
                try directory.connect()
                #expect(try await directory("apply", "--yes").code == 0)
                #expect(try await directory.units()["H57.05"] == "Sở Mẫu")
            }
        }

        @Test func `apply that is killed at any moment has done all of it or nothing`() async throws {
            try await DirectoryCity.run(Self.plan) { directory in
                for round in 0..<5 {
                    let process = try directory.start("apply", "--yes")
                    // It has read and planned, and says so; what comes next is the application.
                    try await process.read { String(decoding: $0, as: UTF8.self).contains("Nguồn") ? true : nil }
                    process.send(.kill)
                    _ = try await process.end
                    let left = try await directory.plan().filledLists
                    #expect(left.isEmpty || left == ["units.begun", "people.joined"], "round \(round)")
                }
                #expect(try await directory("apply", "--yes").code == 0)
                #expect(try await directory.plan().filledLists.isEmpty)
                #expect(try await directory.units().count == 232)
            }
        }

        @Test func `serve that is killed while it follows goes on where it was`() async throws {
            try await DirectoryCity.run(Self.plan) { directory in
                let process = try directory.city.startServing(directory: directory.mappingFile)
                try await directory.wait { $0.count == 232 }
                try await directory.slapd.rename(Self.department, to: "ou=Sở Mẫu một")
                try await directory.wait { $0["H57.05"] == "Sở Mẫu một" }
                process.send(.kill)
                _ = try await process.end
                let renamed = Self.department.replacing("Sở Khoa học và Công nghệ", with: "Sở Mẫu một")
                try await directory.slapd.rename(renamed, to: "ou=Sở Mẫu hai")
                #expect(try await directory.units()["H57.05"] == "Sở Mẫu một")
                let again = try directory.city.startServing(directory: directory.mappingFile)
                try await directory.wait { $0["H57.05"] == "Sở Mẫu hai" }
                await again.stop()
                #expect(try await directory.plan().filledLists.isEmpty)
            }
        }
    }
}

extension DirectoryCity {
    /// Looks at the units until they are as a test waits for.
    fileprivate func wait(until isThere: ([String: String]) -> Bool) async throws {
        for _ in 0..<300 {
            if let units = try? await units(), isThere(units) { return }
        }
        throw Installation.Nothing(description: "the tree never was as it should be")
    }
}

extension Installation {
    /// A server that a test kills by itself.
    fileprivate func startServing(directory mapping: String) throws -> ChildProcess {
        try ChildProcess(
            Installed.program("hue-sso"), ["serve"] + Assumed.on(data),
            environment: serving.merging(["HUE_SSO_DIRECTORY_MAPPING": mapping]) { $1 },
            log: data.appendingPathComponent("serve.log"))
    }
}
