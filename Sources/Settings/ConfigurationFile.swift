import Foundation
import Identity
import Yams

/// The shape of the configuration file: which keys it has, and in which line each stands. Values are read elsewhere;
/// this finds what a reader of values would pass over in silence: keys that nobody reads.
struct ConfigurationFile {
    let path: String
    private let lines: [String: Int]

    /// Reads the file's keys, and says what is wrong with them.
    static func read(
        _ path: String, known keys: [String]
    ) -> (file: ConfigurationFile?, problems: [ConfigurationProblem]) {
        guard let data = FileManager.default.contents(atPath: path) else {
            return (nil, [ConfigurationProblem(place: path, text: Bilingual("không đọc được", "can't be read"))])
        }
        guard let text = String(validatingUTF8: data) else {
            return (nil, [ConfigurationProblem(place: path, text: Bilingual("không phải UTF-8", "is not UTF-8"))])
        }
        do {
            var lines: [String: Int] = [:]
            if let node = try Yams.compose(yaml: text) {
                guard let mapping = node.mapping else {
                    return (
                        nil,
                        [
                            ConfigurationProblem(
                                place: path,
                                text: Bilingual("phải gồm các mục và giá trị", "must be a mapping of keys to values"))
                        ]
                    )
                }
                collect(mapping, under: "", into: &lines)
            }
            let unknown = lines.filter { line in !keys.contains { $0 == line.key || $0.hasPrefix(line.key + ".") } }
            let problems = unknown.sorted { $0.value < $1.value }.map {
                ConfigurationProblem(
                    place: "\(path):\($0.value)",
                    text: Bilingual("không có mục '\($0.key)'", "'\($0.key)' is no setting"))
            }
            return (ConfigurationFile(path: path, lines: lines), problems)
        } catch let error as YamlError {
            return (
                nil,
                [
                    ConfigurationProblem(
                        place: path, text: Bilingual("không phải YAML: \(error)", "is not YAML: \(error)"))
                ]
            )
        } catch {
            return (nil, [ConfigurationProblem(place: path, text: Bilingual("không đọc được", "can't be read"))])
        }
    }

    /// Where a key stands: `file:line`.
    func place(of key: String) -> String? { lines[key].map { "\(path):\($0)" } }

    private static func collect(_ mapping: Node.Mapping, under prefix: String, into lines: inout [String: Int]) {
        for (key, value) in mapping {
            guard let name = key.string else { continue }
            let path = prefix.isEmpty ? name : "\(prefix).\(name)"
            if let inner = value.mapping {
                collect(inner, under: path, into: &lines)
            } else {
                lines[path] = key.mark?.line ?? 0
            }
        }
    }
}

extension String {
    fileprivate init?(validatingUTF8 data: Data) {
        self.init(validating: data, as: UTF8.self)
    }
}

/// One thing that is wrong with the configuration, and where: a file and line, or an environment variable.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    package let place: String
    package let text: Bilingual

    package var description: String { "\(place): \(text.both)" }
}
