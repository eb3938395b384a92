import Configuration
import Foundation
import Identity
import Wire
import Yams

/// The configuration file: its values as they are written, and in which line each stands. It also finds what a reader
/// of values would pass over in silence: keys that nobody reads.
///
/// A value is its letters (`0123` stays `0123`); `~`, `null` and nothing at all are no value (YAML 1.2 §10.3.2), unless
/// they stand in quotes.
struct ConfigurationFile {
    let path: String
    private(set) var values: [AbsoluteConfigKey: ConfigValue] = [:]
    private var lines: [String: Int] = [:]
    /// Keys whose value is a list of something else than texts.
    private var unusable: [String] = []

    /// Reads the file, and says what is wrong with its shape. One with nothing but comments says nothing, and is good.
    static func read(
        _ path: String, known keys: [String]
    ) -> (file: ConfigurationFile?, problems: [ConfigurationProblem]) {
        func refused(
            _ vietnamese: String, _ english: String
        ) -> (file: ConfigurationFile?, problems: [ConfigurationProblem]) {
            (nil, [ConfigurationProblem(place: path, text: Bilingual(vietnamese, english))])
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            return refused("không đọc được", "can't be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            return refused("không phải UTF-8", "is not UTF-8")
        }
        var file = ConfigurationFile(path: path)
        do {
            if let node = try Yams.compose(yaml: ByteOrderMark.dropped(from: text)), !node.isNothing {
                guard let mapping = node.mapping else {
                    return refused("phải gồm các mục và giá trị", "must be a mapping of keys to values")
                }
                file.collect(mapping, under: [])
            }
        } catch let error as YamlError {
            return refused("không phải YAML: \(error)", "is not YAML: \(error)")
        } catch {
            return refused("không đọc được", "can't be read")
        }
        return (file, file.unknown(keys))
    }

    /// Where a key stands: `file:line`.
    func place(of key: String) -> String? { lines[key].map { "\(path):\($0)" } }

    private func unknown(_ keys: [String]) -> [ConfigurationProblem] {
        let unknown = lines.filter { line in !keys.contains { $0 == line.key || $0.hasPrefix(line.key + ".") } }
        let problems = unknown.sorted { $0.value < $1.value }.map {
            ConfigurationProblem(
                place: "\(path):\($0.value)",
                text: Bilingual("không có mục '\($0.key)'", "'\($0.key)' is no setting"))
        }
        return problems
            + unusable.map {
                ConfigurationProblem(
                    place: place(of: $0) ?? path,
                    text: Bilingual("\($0) phải là một giá trị", "\($0) must be one value"))
            }
    }

    private mutating func collect(_ mapping: Node.Mapping, under prefix: [String]) {
        for (key, value) in mapping {
            guard let name = key.string else { continue }
            let path = prefix + [name]
            if let inner = value.mapping {
                collect(inner, under: path)
                continue
            }
            lines[path.joined(separator: ".")] = key.mark?.line ?? 0
            guard !value.isNothing else { continue }
            guard let text = value.text else {
                unusable.append(path.joined(separator: "."))
                continue
            }
            let components = path.flatMap { $0.split(separator: ".").map(String.init) }
            values[AbsoluteConfigKey(components)] = ConfigValue(.string(text), isSecret: false)
        }
    }
}

extension Node {
    /// What YAML's core schema takes for no value.
    fileprivate var isNothing: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// A text; that of a list has commas between its parts, as an environment variable has.
    fileprivate var text: String? {
        if let scalar { return scalar.string }
        guard let sequence else { return nil }
        let texts = sequence.compactMap(\.scalar?.string)
        return texts.count == sequence.count ? texts.joined(separator: ",") : nil
    }
}

/// One thing that is wrong with the configuration, and where: a file and line, or an environment variable.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    package let place: String
    package let text: Bilingual

    package init(place: String, text: Bilingual) {
        self.place = place
        self.text = text
    }

    package var description: String { "\(place): \(text.both)" }
}
