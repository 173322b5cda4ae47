"""Networks as people write them."""

from __future__ import annotations

LENET = """
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 4 * 4)
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc2(x), dim=1)

net = Net()
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
for epoch in range(2):
    for i, data in enumerate(trainloader, 0):
        optimizer.zero_grad()
"""

VGG = """
def vgg_block(num_convs, in_channels, out_channels):
    layers = []
    for _ in range(num_convs):
        layers.append(nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1))
        layers.append(nn.ReLU())
        in_channels = out_channels
    layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
    return nn.Sequential(*layers)

conv_arch = ((1, 16), (2, 32))
def vgg(conv_arch):
    conv_blks = []
    in_channels = 1
    for (num_convs, out_channels) in conv_arch:
        conv_blks.append(vgg_block(num_convs, in_channels, out_channels))
        in_channels = out_channels
    return nn.Sequential(*conv_blks, nn.Flatten(), nn.Linear(out_channels * 7 * 7, 10))

net = vgg(conv_arch)
"""

TORCHVISION = """
cfg = [16, 'M', 32, 32, 'M']

def make_layers(cfg, batch_norm=False):
    layers = []
    in_channels = 3
    for v in cfg:
        if v == 'M':
            layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
        else:
            conv2d = nn.Conv2d(in_channels, v, kernel_size=3, padding=1)
            if batch_norm:
                layers += [conv2d, nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
            else:
                layers += [conv2d, nn.ReLU(inplace=True)]
            in_channels = v
    return nn.Sequential(*layers)

class VGG(nn.Module):
    def __init__(self, features, num_classes=10):
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d(1)
    def forward(self, x):
        return self.avgpool(self.features(x))

model = VGG(make_layers(cfg, batch_norm=True))
"""

KERAS_MNIST = """
import keras
from keras import layers

num_classes = 10
input_shape = (28, 28, 1)

model = keras.Sequential(
    [
        keras.Input(shape=input_shape),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ]
)
model.summary()
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
"""

KERAS_ADD = """
from tensorflow.keras import layers, models
model = models.Sequential()
model.add(layers.Conv2D(8, (3, 3), activation='relu', padding='same', input_shape=(32, 32, 3)))
model.add(layers.BatchNormalization())
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.DepthwiseConv2D(3, padding="same"))
model.add(layers.Conv2D(16, 1))
model.add(layers.LeakyReLU(0.1))
"""

KERAS_CALLS = """
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(8, 3, padding="same")(inputs)
x = layers.ReLU()(x)
outputs = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, outputs)
"""

SOBEL = """
sobel = torch.tensor([[1., 0, -1], [2, 0, -2], [1, 0, -1]]).view(1, 1, 3, 3) / 8
x = torch.randn(1, 1, 12, 12)
x = F.pad(x, (1, 1, 1, 1), mode="reflect")
y = F.conv2d(x, sobel, bias=torch.tensor([0.5]))
y = F.relu(y)
y = F.max_pool2d(y, 2)
"""

BLOCKS = """
class ConvBNReLU(nn.Module):
    def __init__(self, i, o, stride=1, groups=1):
        super().__init__()
        self.body = nn.Sequential(OrderedDict([
            ('conv', nn.Conv2d(i, o, 3, stride=stride, padding=1, groups=groups, bias=False)),
            ('bn', nn.BatchNorm2d(o)),
            ('act', nn.ReLU(inplace=True)),
        ]))
    def forward(self, x):
        return self.body(x)

class Mobile(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.stem = ConvBNReLU(3, width, stride=2)
        self.depthwise = ConvBNReLU(width, width, groups=width)
        self.point = nn.Conv2d(width, 2 * width, 1)
        self.up = nn.ConvTranspose2d(2 * width, 4, kernel_size=2, stride=2)
    def forward(self, x):
        x = self.stem(x)
        x = self.depthwise(x)
        x = self.point(x)
        return torch.sigmoid(self.up(x))
"""

RESIDUAL = """
class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)
    def forward(self, x):
        return x + self.conv(x)
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), Block(8), nn.AdaptiveAvgPool2d(1))
"""

PRINTED = """Sequential(
  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
  (1): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (2): ReLU(inplace=True)
  (3): Sequential(
    (0): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    (conv): Conv2d(8, 4, kernel_size=(3, 3), stride=(1, 1))
  )
)"""

MODULE_LIST = """
class Net(nn.Module):
    def __init__(self, channels=4, depth=3):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(1 if i == 0 else channels, channels, 3) for i in range(depth)])
        self.pads = nn.ModuleList()
        for i in range(depth):
            self.pads.append(nn.Conv2d(1, 1, 3, padding="same"))
    def forward(self, x):
        for layer in self.pads:
            x = F.relu(layer(x))
        return x
"""

ASYMMETRIC = """
nn.Sequential(
    nn.ZeroPad2d((1, 2, 0, 1)),
    nn.Conv2d(1, 2, 3, stride=(2, 1)),  # a comment
    nn.ReplicationPad2d(1),
    nn.Conv2d(2, 2, (1, 3), dilation=(1, 2)),
    nn.LeakyReLU(0.2),
    nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False, ceil_mode=True),
)
"""

BARE = """>>> nn.Conv2d(1, 8, 3, padding=1),
>>> nn.ReLU(),
>>> nn.MaxPool2d(2),
"""

KERAS_PARTIAL = """
from functools import partial
DefaultConv2D = partial(tf.keras.layers.Conv2D, kernel_size=3, padding="same", activation="relu")
model = tf.keras.Sequential([
    DefaultConv2D(filters=64, kernel_size=7, input_shape=[28, 28, 1]),
    tf.keras.layers.MaxPool2D(),
    DefaultConv2D(filters=128),
])
"""

TRAINING = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, kernel_size=(1, 2), bias=False)
    def forward(self, x):
        for i in self.times:
            x = self.conv(x)
        return x
net = nn.Conv2d(1, 1, kernel_size=(1, 2), bias=False)
X = torch.randn(size=(1, 1, 6, 8))
for i in range(10):
    Y_hat = net(X)
    l = (Y_hat - Y) ** 2
    l.sum().backward()
def train(loader):
    for x, y in loader:
        losses.append(net(x))
"""
