/// Where a setting's value comes from.
package enum SettingOrigin: Hashable, Sendable {
    case commandLine
    case variable(String)
    /// `path:line`.
    case file(String)
    /// The settings of all nodes (`RecordedSettings`).
    case records
    case fallback
    /// It has no value.
    case missing
}

extension SettingOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .commandLine: "command line"
        case .variable(let name): name
        case .file(let place): place
        case .records: "database"
        case .fallback: "default"
        case .missing: "not set"
        }
    }
}
