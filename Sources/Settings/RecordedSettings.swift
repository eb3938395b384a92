import OpenIDConnect
import Wire

/// The settings that stand in the records, for every node: texts by their keys, and what is in the files that they name.
package struct RecordedSettings: Sendable {
    let values: [String: String]
    /// By the path that a setting has said, which may be another machine's.
    let files: [String: [UInt8]]

    init(values: [String: String], files: [String: [UInt8]]) {
        self.values = values
        self.files = files
    }

    /// Reads what `encoded` has written. Keys that this version doesn't know are another's, and mean nothing here.
    /// - Throws: `RecordedSettingsError`, for anything else.
    package init(_ bytes: [UInt8]) throws(RecordedSettingsError) {
        let limits = JSONLimits(bytes: Limits.sharedSettingsBytes)
        guard let json = try? JSONReader.readObject(bytes, limits: limits),
            let values = json[Self.valuesMember]?.object,
            let files = json[Self.filesMember]?.object
        else { throw RecordedSettingsError() }
        self.values = try Self.texts(values)
        var contents: [String: [UInt8]] = [:]
        for (path, text) in try Self.texts(files) {
            guard let bytes = try? Base64.decode(text) else { throw RecordedSettingsError() }
            contents[path] = bytes
        }
        self.files = contents
    }

    package var encoded: [UInt8] {
        let document: JSONObject = [
            Self.valuesMember: .object(Self.object(values)),
            Self.filesMember: .object(Self.object(files.mapValues(Base64.encode))),
        ]
        return JSONWriter.write(document)
    }

    /// Files that a setting names, and that could not be read.
    package var missingFiles: [String] {
        settings.filter(\.namesSharedFile).compactMap { values[$0.key] }.filter { files[$0] == nil }
    }

    /// The keys of all of them, also those of a later version.
    package var keys: Set<String> { Set(values.keys) }

    /// Which settings these are, in the order in which they are shown.
    package var settings: [Setting] { Setting.all.filter { values[$0.key] != nil } }

    private static let (valuesMember, filesMember) = ("values", "files")

    private static func texts(_ json: JSONObject) throws(RecordedSettingsError) -> [String: String] {
        var texts: [String: String] = [:]
        for member in json.members {
            guard let text = member.value.string else { throw RecordedSettingsError() }
            texts[member.name] = text
        }
        return texts
    }

    private static func object(_ texts: [String: String]) -> JSONObject {
        JSONObject(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }
}

/// What stands in the records are no settings.
package struct RecordedSettingsError: Error, Hashable {}

extension ProviderConfiguration {
    /// What this configuration itself says of the settings that all nodes share, secrets and contents of files included; for the
    /// records, sealed.
    /// - Parameter issuer: whose upstreams they are, where that isn't said here.
    package func recordable(issuer: Issuer? = nil) -> RecordedSettings {
        let own = Setting.all.filter(\.isShared).compactMap { setting in
            ownText(setting).map { (setting: setting, value: $0) }
        }
        var files: [String: [UInt8]] = [:]
        for (setting, path) in own where setting.namesSharedFile {
            files[path] = contents(of: path, named: setting)
        }
        if ownText(.upstreams) != nil {
            var check = ConfigurationCheck(self, problems: [])
            for upstream in check.upstreams(issuer: check.issuer() ?? issuer) {
                files[upstream.secretFile] = contents(of: upstream.secretFile, named: .upstreams)
            }
        }
        return RecordedSettings(
            values: Dictionary(uniqueKeysWithValues: own.map { ($0.setting.key, $0.value) }), files: files)
    }

    /// What it says that concerns one node alone.
    package var ofOneNode: [Setting] { Setting.all.filter { !$0.isShared && ownText($0) != nil } }
}
