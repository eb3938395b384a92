/// One file of a policy, as it was read from wherever it is kept. The name, without a folder, says what it
/// is: `unit-kinds.yaml`, `positions.yaml`, `roles.yaml`, `exclusions.yaml`, `services.yaml`, or `<platform>.yaml`; test
/// cases are `*.test.yaml`.
package struct PolicyFile: Hashable, Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// Bytes of one file. The longest of the eleven platforms has under 8 KiB.
    package static let maximumBytes = 262_144

    package var isTest: Bool { name.hasSuffix(".test.yaml") }

    /// Whether it says where units and staff come from, which is no part of a policy.
    package var isDirectory: Bool { name == "directory.yaml" }
}
