import Foundation
import Identity
import Permissions
import PolicyFiles
import Testing

/// The policies of the city as they are in the repository.
struct PoliciesTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Policies")
    static let moment = Instant(secondsSince1970: 1_790_000_000)

    static func files() throws -> [PolicyFile] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
            .map { PolicyFile(name: $0.lastPathComponent, text: try String(contentsOf: $0, encoding: .utf8)) }
    }

    @Test func `the city's policies are sound and have all eleven platforms of Article 7`() throws {
        let policy = try PolicyReader.read(try Self.files())
        let platforms = Set(policy.platforms.map(\.id.slug))
        #expect(
            platforms == [
                "gstt", "cqs", "bi", "sohoa", "gis", "ioc", "hue-s", "dcu", "da", "map", "data",
            ]
        )
    }

    @Test func `every position of the sample's staff has a name`() throws {
        let policy = try PolicyReader.read(try Self.files())
        let named = Set(policy.positions.map(\.position.slug))
        let staff = Self.folder.deletingLastPathComponent().appending(path: "Sources/SampleCity/Resources/staff.tsv")
        let rows = try String(contentsOf: staff, encoding: .utf8).split(separator: "\n").dropFirst(2)
        let positions = Set(rows.compactMap { $0.split(separator: "\t").dropFirst(2).first.map(String.init) })
        #expect(!positions.isEmpty && positions.isSubset(of: named), "\(positions.subtracting(named))")
    }

    @Test func `every case next to the policies is decided as expected`() throws {
        let files = try Self.files()
        let policy = try PolicyReader.read(files)
        let tests = try PolicyTestReader.read(files, of: policy, at: Self.moment)
        #expect(tests.count == policy.platforms.count)
        for (file, test) in tests {
            let result = try test.run(on: policy, at: Self.moment)
            for failure in result.failures {
                Issue.record(
                    "\(failure.test.name): expected \(failure.test.expected), \(failure.explanation)"
                )
            }
            #expect(result.problems.isEmpty, "\(file)")
            #expect(
                test.cases.contains {
                    $0.question.function.platform?.slug == file.split(separator: ".").first.map(String.init)
                }
            )
        }
    }

    @Test func `every function is asked about by a case that permits and by one that doesn't`() throws {
        let files = try Self.files()
        let policy = try PolicyReader.read(files)
        let cases = try PolicyTestReader.read(files, of: policy, at: Self.moment).flatMap(\.test.cases)
        for platform in policy.platforms {
            let leaves = platform.functions.flatMap(\.withParts).filter(\.parts.isEmpty)
            #expect(leaves.count > 3, "\(platform.id)")
            for function in leaves.map(\.id) {
                let outcomes = Set(cases.filter { $0.question.function == function }.map(\.expected))
                #expect(outcomes.contains(.permit), "no case permits \(function)")
                #expect(!outcomes.subtracting([.permit]).isEmpty, "every case permits \(function)")
            }
        }
    }

    @Test func `every unit of the city is of a kind that the policy knows`() throws {
        let policy = try PolicyReader.read(try Self.files())
        let kinds = Set(policy.kinds.map(\.kind.slug))
        #expect(
            kinds == [
                "thanh_pho", "van_phong", "so", "thanh_tra", "ban_quan_ly", "don_vi_su_nghiep", "phong",
                "phuong",
                "xa", "phong_cap_xa",
            ]
        )
    }
}
