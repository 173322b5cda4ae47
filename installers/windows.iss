; The installer for Windows, of the folder that `python -m installers` has built. Inno Setup 6: iscc installers\windows.iss

#define Version "0.1.0"

[Setup]
AppId=ConvStudio
AppName=ConvStudio
AppVersion={#Version}
AppPublisher=The ConvStudio authors
WizardStyle=modern
PrivilegesRequired=lowest
DefaultDirName={autopf}\ConvStudio
DisableProgramGroupPage=yes
LicenseFile=..\LICENSE
SetupIconFile=..\build\pictures\convstudio.ico
UninstallDisplayIcon={app}\convstudio-window.exe
OutputDir=..\dist
OutputBaseFilename=ConvStudio-setup
Compression=lzma2
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes

[Files]
Source: "..\dist\convstudio\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\ConvStudio"; Filename: "{app}\convstudio-window.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.convstudio"; ValueType: string; ValueData: "ConvStudio.experiment"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.convstudio"; ValueName: "Content Type"; ValueType: string; ValueData: "application/x-convstudio+json"
Root: HKA; Subkey: "Software\Classes\ConvStudio.experiment"; ValueType: string; ValueData: "ConvStudio experiment"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\ConvStudio.experiment\DefaultIcon"; ValueType: string; ValueData: "{app}\convstudio-window.exe,0"
Root: HKA; Subkey: "Software\Classes\ConvStudio.experiment\shell\open\command"; ValueType: string; ValueData: """{app}\convstudio-window.exe"" ""%1"""

[Run]
Filename: "{app}\convstudio-window.exe"; Description: "Start ConvStudio"; Flags: nowait postinstall skipifsilent
